/** Lines of aligned columns, with a headline; numbers are to the right, where their digits can be compared. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const titles = columns.map(({ title }) => title);
  const widths = titles.map((title, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  return [titles, ...rows].map((cells) => {
    const padded = cells.map((cell, index) =>
      columns[index]?.align === 'right' ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
    );
    return `  ${padded.join('  ').trimEnd()}`;
  });
}

/** A column of a table. */
export interface Column {
  title: string;
  align: 'left' | 'right';
}
