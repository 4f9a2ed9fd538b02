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
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
