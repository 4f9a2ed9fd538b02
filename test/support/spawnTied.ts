import { spawn, type ChildProcess } from 'node:child_process';

/** Starts a program that the kernel ends with this one, also where the run ends that for taking too long. */
export function spawnTied(command: string, ...args: string[]): ChildProcess {
  return spawn('setpriv', ['--pdeathsig=KILL', '--', command, ...args], { stdio: 'ignore' });
}
