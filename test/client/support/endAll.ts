/**
 * Runs what a hook has to end, all of it, one after the other: what stays because something before it failed would make
 * the next file's tests fail, too.
 * @throws the first error
 */
export async function endAll(...endings: (() => unknown)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const end of endings) {
    try {
      await end();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
