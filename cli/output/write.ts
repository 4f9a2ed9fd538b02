import { ExitStatus } from '../exitStatus';
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

/** What an output reports whose reader has gone away: a pipe, and a terminal. */
const WITHOUT_READER = ['EPIPE', 'EIO'];

/**
 * Makes the program outlive its readers. Whoever reads the output may go away in the middle (`| head`, a closed
 * terminal); a backup must then still be brought to its end, or be cancelled properly. Where the output cannot be
 * written for another reason, as on a full disk, that is said once, and the exit status says it where it would have
 * been 0: whoever reads the file later must not take it for all there was to say.
 */
export function outliveReaders(): void {
  let isTold = false;
  process.stderr.on('error', () => {});
  process.stdout.on('error', ({ code = '', message }: NodeJS.ErrnoException) => {
    if (isTold || WITHOUT_READER.includes(code)) return;
    isTold = true;
    complain(`error: The output could not be written, and is not whole: ${message}`);
    process.on('exit', (status) => {
      if (status === ExitStatus.ok) process.exitCode = ExitStatus.unwritten;
    });
  });
}
