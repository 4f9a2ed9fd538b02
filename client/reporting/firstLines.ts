/** How many things of one kind a dialog names; it has no room for more. */
const MOST_NAMED = 12;

/**
 * The first of many lines, as many as a dialog has room for, and one that says how many more there are.
 * @param more that one
 * @param onRest takes those that are left out
 */
export function firstLines(
  lines: readonly string[],
  more: (count: number) => string,
  onRest: (line: string) => void,
): string[] {
  const rest = lines.slice(MOST_NAMED);
  rest.forEach(onRest);
  return rest.length === 0 ? [...lines] : [...lines.slice(0, MOST_NAMED), more(rest.length)];
}
