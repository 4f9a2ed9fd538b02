/**
 * Does a job for each item, some at once.
 * @throws what the first job threw that failed; those under way have ended by then, and no other has begun
 */
export async function eachOf<Item>(
  items: readonly Item[],
  atOnce: number,
  job: (item: Item) => Promise<void>,
): Promise<void> {
  const open = [...items];
  const work = async () => {
    try {
      for (let item = open.shift(); item !== undefined; item = open.shift()) await job(item);
    } catch (error) {
      open.length = 0;
      throw error;
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: atOnce }, work));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
