import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { atEnd } from '../support/atEnd';

// What these tests start is recorded in a folder of theirs.
const state = mkdtempSync(path.join(tmpdir(), 'domainbackup-test-'));
process.once('exit', () => rmSync(state, { recursive: true, force: true }));
process.env['XDG_STATE_HOME'] = state;

/** The program as it is shipped; the test run builds it first. */
export const PROGRAM = path.resolve('dist/cli.js');

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** The program while it runs. */
export interface Running {
  process: ChildProcessWithoutNullStreams;
  /** Resolves when stdout matches. */
  printed(pattern: RegExp): Promise<void>;
  /** Resolves when stderr matches. */
  complained(pattern: RegExp): Promise<void>;
  ended: Promise<Ended>;
}

/** Starts a command; it is gone after the test, also when that fails. */
export function launch(t: TestContext, command: string, args: readonly string[]): Running {
  const child = spawn(command, args);
  atEnd(t, () => child.kill('SIGKILL'));
  const output = { stdout: '', stderr: '' };
  const looks = new Set<() => void>();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk) => {
      output[stream] += String(chunk);
      for (const look of looks) look();
    });
  }
  const ended = once(child, 'close').then(([status]): Ended => ({
    status: status as number | null,
    ...output,
  }));
  const waitFor = (stream: keyof typeof output, pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!pattern.test(output[stream])) return;
        looks.delete(look);
        resolve();
      };
      looks.add(look);
      look();
      void ended.then(() =>
        reject(new Error(`it ended without printing ${String(pattern)}: ${JSON.stringify(output)}`)),
      );
    });
  return {
    process: child,
    printed: (pattern) => waitFor('stdout', pattern),
    complained: (pattern) => waitFor('stderr', pattern),
    ended,
  };
}

/** Starts the program. */
export function start(t: TestContext, ...args: string[]): Running {
  return launch(t, process.execPath, [PROGRAM, ...args]);
}

/** Runs the program to its end. */
export function domainbackup(t: TestContext, ...args: string[]): Promise<Ended> {
  return start(t, ...args).ended;
}

/** The objects of a `--json` output. */
export function jsonLines(stdout: string): Record<string, unknown>[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
