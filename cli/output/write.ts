import { printable } from './printable';

/** Writes lines for people to stdout, harmless to the terminal whatever they hold. */
export function say(...lines: string[]): void {
  for (const line of lines) process.stdout.write(`${printable(line)}\n`);
}

/** Writes lines for people to stderr. */
export function complain(...lines: string[]): void {
  for (const line of lines) process.stderr.write(`${printable(line)}\n`);
}

/** Writes one value as one line of JSON to stdout. */
export function sayJson(value: unknown): void {
  process.stdout.write(`${printable(JSON.stringify(value))}\n`);
}

/**
 * Makes the program outlive its readers. Whoever reads the output may go away in the middle (`| head`, a closed
 * terminal); a backup must then still be brought to its end, or be cancelled properly.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
}
