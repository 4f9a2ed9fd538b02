/**
 * Prints a row of a table, each cell in a column of its own.
 * @param {readonly string[]} cells
 * @param {readonly number[]} widths of the columns, in characters
 */
export function tableRow(cells, widths) {
  const columns = cells.map((cell, index) => cell.padEnd(widths[index] ?? 0));
  console.log(columns.join(' ').trimEnd());
}
