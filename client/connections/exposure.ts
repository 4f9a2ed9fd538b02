import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseQmpAddress, QmpError } from '../../engine';
import type { Connection } from './connectionSetting';

/**
 * Who else can reach a monitor, and so control QEMU with the rights of its user.
 * - `everybody`: every user of this host may write to the socket
 * - `port`: it is a TCP port, which asks nobody who they are
 */
export type Exposure = 'everybody' | 'port';

const writableByOthers = 0o002;
const enterableByOthers = 0o001;

/** @returns undefined where only its owner, or a group, gets at it, and for an address that makes no sense */
export async function exposureOf(socket: string): Promise<Exposure | undefined> {
  try {
    const address = parseQmpAddress(socket);
    if (address.kind === 'tcp') return 'port';
    return (await isOpen(await realpath(address.path))) ? 'everybody' : undefined;
  } catch (error) {
    // A socket that is not there is nobody's.
    if (error instanceof QmpError || (error as NodeJS.ErrnoException).code !== undefined) return undefined;
    throw error;
  }
}

/**
 * Everything that others can reach of a machine.
 * - `agent`: every user of this host may write to its guest agent's socket, and so do in the guest what that can
 */
export async function exposuresOf({ socket, guestAgent }: Connection): Promise<(Exposure | 'agent')[]> {
  const monitor = await exposureOf(socket);
  const agent = guestAgent === undefined ? undefined : await exposureOf(guestAgent);
  return [...(monitor === undefined ? [] : [monitor]), ...(agent === 'everybody' ? ['agent' as const] : [])];
}

/** A socket needs write permission, and each folder above it permission to enter (unix(7), path_resolution(7)). */
async function isOpen(file: string): Promise<boolean> {
  if (((await stat(file)).mode & writableByOthers) === 0) return false;
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (((await stat(folder)).mode & enterableByOthers) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}
