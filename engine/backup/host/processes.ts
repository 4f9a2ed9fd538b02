import { readFileSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';

/** Reads a file of a process; `undefined` where it has ended, or may not be looked at. */
export async function processFile(pid: number, file: string): Promise<string | undefined> {
  return readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => undefined);
}

/**
 * What a process is called; `undefined` where it has ended. Of hundreds, that is known 20 times as soon as from a promise
 * for each, and the kernel has it at hand: unlike the arguments, it is not the process's own memory.
 */
export function processName(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trimEnd();
  } catch {
    return undefined;
  }
}

/** The ids of all processes that can be seen. */
export async function processIds(): Promise<number[]> {
  const entries = await readdir('/proc').catch(() => []);
  return entries.filter((entry) => /^\d+$/.test(entry)).map(Number);
}

/** An open file of a process: its descriptor, and what that points to, a path or such as `socket:[60842]`. */
interface OpenFile {
  descriptor: string;
  file: string;
}

/** The open files of a process; `undefined` where they may not be looked at, as those of another user. */
export async function openFilesOf(pid: number): Promise<OpenFile[] | undefined> {
  const folder = `/proc/${pid}/fd`;
  const descriptors = await readdir(folder).catch(() => undefined);
  if (!descriptors) return undefined;
  const files = await Promise.all(
    descriptors.map(async (descriptor) => {
      const file = await readlink(`${folder}/${descriptor}`).catch(() => undefined);
      return file === undefined ? [] : [{ descriptor, file }];
    }),
  );
  return files.flat();
}

/** `qemu-system-x86 (4711)`: a process as people look for it. */
export function describeProcess(pid: number): string {
  return `${processName(pid) ?? 'a process'} (${pid})`;
}
