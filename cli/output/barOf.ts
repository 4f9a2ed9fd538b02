/** How long a bar is where there is room for it, in columns. */
const LONGEST = 30;

/**
 * Draws a bar as long as a terminal has room for it: what stands beside it says more, and a line is cut off at the
 * terminal's edge.
 * @param beside how much room that needs, in columns
 * @returns for cli-progress, which calls it for each line that it draws: a terminal may change its size meanwhile
 */
export function barOf(terminal: NodeJS.WriteStream, beside: () => number): (done: number) => string {
  return (done) => {
    // Some terminals do not tell their size; then columns is 0.
    const columns = terminal.columns || 80;
    const length = Math.max(0, Math.min(LONGEST, columns - beside()));
    const full = Math.round(done * length);
    return '█'.repeat(full) + '░'.repeat(length - full);
  };
}
