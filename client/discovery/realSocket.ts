import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { formatQmpAddress, parseQmpAddress, QmpError } from '../../engine';

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

/** A socket that is not there yet, or no more, is still named by its folder. */
async function realFile(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    const folder = path.dirname(file);
    return path.join(await realpath(folder).catch(() => folder), path.basename(file));
  }
}
