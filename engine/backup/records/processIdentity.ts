import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** A process, told apart from any other that gets its number later. */
export interface ProcessIdentity {
  /** The host's name: on another host nothing can be said of the process. */
  host: string;
  /** The id of the host's present run (`/proc/sys/kernel/random/boot_id`); empty where the system tells none. */
  boot: string;
  pid: number;
  /** When it started, in ticks since the host's start (proc(5), `starttime`); empty where the system tells none. */
  startTime: string;
}

/** Reads a file of `/proc`; empty where there is none. */
async function proc(file: string): Promise<string> {
  return readFile(`/proc/${file}`, 'utf8').catch(() => '');
}

const bootId = async () => (await proc('sys/kernel/random/boot_id')).trim();

/** State and start time of a process: the fields 3 and 22 of `/proc/PID/stat`, behind the name in parentheses. */
async function statOf(pid: number): Promise<{ state: string; startTime: string }> {
  const text = await proc(`${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', startTime: fields[19] ?? '' };
}

/** The process that this program is. */
export async function thisProcess(): Promise<ProcessIdentity> {
  const [boot, { startTime }] = await Promise.all([bootId(), statOf(process.pid)]);
  return { host: hostname(), boot, pid: process.pid, startTime };
}

/** Whether this host has a process of that number. */
export function answers(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether a process is still there; `unknown` for one of another host. */
export async function livenessOf(one: ProcessIdentity): Promise<'alive' | 'gone' | 'unknown'> {
  if (one.host !== hostname()) return 'unknown';
  if (one.boot !== (await bootId())) return 'gone';
  if (one.startTime === '') return answers(one.pid) ? 'alive' : 'gone';
  const { state, startTime } = await statOf(one.pid);
  // A zombie has ended; its parent has only not asked how.
  return startTime === one.startTime && state !== 'Z' && state !== 'X' ? 'alive' : 'gone';
}
