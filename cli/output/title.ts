/** Whether a run was given no name: then it is called after its start in seconds since the epoch, as the RFC has it. */
export function isDefaultName(name: string): boolean {
  return /^\d{10}$/.test(name);
}

/** A run by its id, and by its name if it has one of its own: otherwise that is its start, which the id says better. */
export function title({ run, name }: { run: string; name: string }): string {
  return isDefaultName(name) ? run : `${run} "${name}"`;
}
