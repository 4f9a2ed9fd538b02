import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

/** What was started and has not ended. */
const running = new Set<ChildProcess>();

// Of every file that imports this one: nothing outlives its test, also where that fails.
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts the command line as another program of this host. @param env beside what this process has */
export function commandLine(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const program = path.resolve(__dirname, '../../../dist/cli.js');
  const child = spawn('node', [program, ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...env },
  });
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}
