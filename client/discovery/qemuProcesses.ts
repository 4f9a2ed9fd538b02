import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { readQemuCommand, type QemuCommand } from './commandLine';

/** A running QEMU. */
export interface QemuProcess extends QemuCommand {
  pid: number;
}

/**
 * The QEMUs that run on this host, as far as the system shows them to this user.
 * @param folder where the system lists its processes
 */
export async function findQemuProcesses(folder = '/proc'): Promise<QemuProcess[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch {
    // Only Linux lists its processes there.
    return [];
  }
  const found = await Promise.all(
    names.filter((name) => /^\d+$/.test(name)).map((name) => readProcess(path.join(folder, name))),
  );
  return found.filter((each) => each !== undefined).toSorted((a, b) => a.pid - b.pid);
}

async function readProcess(folder: string): Promise<QemuProcess | undefined> {
  try {
    const argv = (await readFile(path.join(folder, 'cmdline'), 'utf8')).replace(/\0$/, '').split('\0');
    // Most processes are none of QEMU's; their folder is of no interest.
    if (readQemuCommand(argv, undefined) === undefined) return undefined;
    const command = readQemuCommand(argv, await readlink(path.join(folder, 'cwd')).catch(() => undefined));
    return command && { pid: Number(path.basename(folder)), ...command };
  } catch {
    // It has ended meanwhile, or is hidden from this user.
    return undefined;
  }
}
