/**
 * A moment as people read it, in their own time zone: `2026-11-25 10:15:00`.
 * @param time ISO 8601, or milliseconds since the epoch
 */
export function when(time: string | number): string {
  const date = new Date(time);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replace('T', ' ');
}
