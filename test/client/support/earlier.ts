import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { commandLine } from './commandLine';

/** Finds the extension's own storage in the profile that the tests run in. */
async function storage(): Promise<string> {
  const root = path.join(process.env['DOMAINBACKUP_TEST_FOLDER'] ?? '', 'user-data');
  const found = (await readdir(root, { recursive: true })).find((name) => /(^|\/)globalStorage$/.test(name));
  return path.join(root, found ?? 'User/globalStorage', 'domainbackup.domainbackup');
}

/**
 * Runs the command line with the records of the extension: to the extension, what it starts was started by an earlier
 * window, which goes when it is killed.
 * @param folder private to the test
 */
export async function earlierWindow(folder: string, ...args: string[]): Promise<ChildProcess> {
  const state = path.join(folder, 'state');
  await mkdir(state, { recursive: true });
  const own = await storage();
  await mkdir(own, { recursive: true });
  await symlink(own, path.join(state, 'domainbackup')).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return commandLine(args, { XDG_STATE_HOME: state });
}

/** The same, to its end. @throws when it fails */
export async function inEarlierWindow(folder: string, ...args: string[]): Promise<void> {
  const child = await earlierWindow(folder, ...args);
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(`domainbackup ${args.join(' ')} ended with ${status}`);
}
