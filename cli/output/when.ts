/** A time as people read it, in their own time zone: `2026-11-25 10:15:00`. From ISO 8601. */
export function when(time: string): string {
  const date = new Date(time);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replace('T', ' ');
}
