import { readlink, realpath } from 'node:fs/promises';
import path from 'node:path';
import { formatQmpAddress, parseQmpAddress, QmpError } from '../../qmp';

/**
 * The one name of a monitor's address, by which two of them are compared: of a socket, its path without symbolic
 * links, such as `/run/vm.qmp` for `/var/run/vm.qmp`. What is no address stays as it is: the connection says so.
 */
export async function realSocket(address: string): Promise<string> {
  try {
    const parsed = parseQmpAddress(address);
    return parsed.kind === 'unix' ? await realFile(path.resolve(parsed.path)) : formatQmpAddress(parsed);
  } catch (error) {
    if (error instanceof QmpError) return address;
    throw error;
  }
}

/** Links that lead in a circle end somewhere; Linux follows no more, either (path_resolution(7)). */
const MOST_LINKS = 40;

/**
 * A socket that is not there yet, or no more, as after a QEMU that has ended, is still named by its folder, and by where
 * a link leads that has its name.
 */
async function realFile(file: string, links = 0): Promise<string> {
  const real = await realpath(file).catch(() => undefined);
  if (real !== undefined) return real;
  const folder = path.dirname(file);
  if (folder === file) return file;
  const link = links < MOST_LINKS ? await readlink(file).catch(() => undefined) : undefined;
  const realFolder = await realFile(folder, links);
  return link === undefined
    ? path.join(realFolder, path.basename(file))
    : realFile(path.resolve(realFolder, link), links + 1);
}
