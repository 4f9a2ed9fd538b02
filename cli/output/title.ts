/**
 * A run by its id, and by its name if it has one of its own: otherwise that is the start in seconds since the epoch, as
 * the RFC has it, which the id says better.
 */
export function title({ run, name }: { run: string; name: string }): string {
  return /^\d{10}$/.test(name) ? run : `${run} "${name}"`;
}
