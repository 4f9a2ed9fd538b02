import { access, constants, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { parseQmpAddress, QmpError, realSocket } from '../../engine';
import { exposureOf, type Exposure } from './exposure';

/**
 * What there is to say about an address that someone is typing.
 * - `empty`: nothing was typed
 * - `no-address`: it is neither a path nor `host:port`; `message` says what it must be
 * - `relative`: a path must be absolute, since nobody knows where it would start
 * - `no-socket`: the file is something else
 * - `denied`: this user may not open it
 * - `taken`: a connection of this name uses it already
 * - `missing`: nothing is there yet, which is as it should be while the machine is off
 * - `exposed`: others can reach it too
 */
export type SocketProblem =
  | { code: 'empty' | 'relative' | 'no-socket' | 'denied' | 'missing' }
  | { code: 'no-address'; message: string }
  | { code: 'taken'; name: string }
  | { code: 'exposed'; exposure: Exposure };

/** The address as it goes into the setting: `~/` is the user's home, which the setting does not know. */
export function tidySocket(text: string): string {
  const socket = text.trim();
  return socket.startsWith('~/') ? path.join(homedir(), socket.slice(2)) : socket;
}

/**
 * Judges what was typed, against the file system too; nothing is connected to.
 * @param connections those that there are
 */
export async function findSocketProblem(
  text: string,
  connections: readonly { name: string; socket: string }[],
): Promise<SocketProblem | undefined> {
  const socket = tidySocket(text);
  if (socket === '') return { code: 'empty' };
  try {
    if (parseQmpAddress(socket).kind === 'unix') {
      const problem = await findFileProblem(socket);
      if (problem !== undefined) return { code: problem };
    }
  } catch (error) {
    if (!(error instanceof QmpError)) throw error;
    return { code: 'no-address', message: error.message };
  }
  const real = await realSocket(socket);
  const others = await Promise.all(connections.map((connection) => realSocket(connection.socket)));
  const taken = connections[others.indexOf(real)];
  if (taken !== undefined) return { code: 'taken', name: taken.name };
  const exposure = await exposureOf(socket);
  return exposure && { code: 'exposed', exposure };
}

async function findFileProblem(
  file: string,
): Promise<'relative' | 'no-socket' | 'denied' | 'missing' | undefined> {
  if (!path.isAbsolute(file)) return 'relative';
  try {
    if (!(await stat(file)).isSocket()) return 'no-socket';
    await access(file, constants.R_OK | constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'denied' : 'missing';
  }
}
