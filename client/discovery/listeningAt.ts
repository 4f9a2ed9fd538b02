import path from 'node:path';
import { findQemu, realSocket } from '../../engine';
import { listeningSockets, type SocketUse } from './unixSockets';

/**
 * How the monitors at some addresses stand, by the address as it was given: both it and the path that a socket was
 * bound to may lead through symbolic links. Of one that QEMU bound to a relative path, QEMU's process tells the folder.
 * Those that nobody listens at, and ports, are not in it.
 * @returns undefined where the system has no list of its sockets
 */
export async function listeningAt(addresses: readonly string[]): Promise<Map<string, SocketUse> | undefined> {
  const table = await listeningSockets();
  if (table === undefined) return undefined;
  const real = new Map(
    await Promise.all(addresses.map(async (address) => [address, await realSocket(address)] as const)),
  );
  // A socket is never bound to a link itself, so its file is called what the bound path calls it.
  const names = new Set([...real.values()].map((file) => path.basename(file)));
  const candidates = [...table].filter(
    ([bound]) => path.isAbsolute(bound) && names.has(path.basename(bound)),
  );
  const uses = new Map(
    await Promise.all(candidates.map(async ([bound, use]) => [await realSocket(bound), use] as const)),
  );
  // What begins with an @ is in no folder at all (unix(7)).
  const relative = [...table].filter(([bound]) => !path.isAbsolute(bound) && !bound.startsWith('@'));
  const found = new Map<string, SocketUse>();
  for (const [address, file] of real) {
    const [named, ...more] = relative.filter(([bound]) => path.basename(bound) === path.basename(file));
    // Of several of that name nobody tells which one is in use.
    const isOnlyOne = named !== undefined && more.length === 0 && !uses.has(file);
    const use = isOnlyOne && (await findQemu(file)) !== undefined ? named[1] : uses.get(file);
    if (use !== undefined) found.set(address, use);
  }
  return found;
}
