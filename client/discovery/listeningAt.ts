import path from 'node:path';
import { realSocket } from './realSocket';
import { listeningSockets, type SocketUse } from './unixSockets';

/**
 * How the monitors at some addresses stand, by the address as it was given: both it and the path that a socket was
 * bound to may lead through symbolic links. Those that nobody listens at, and ports, are not in it.
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
  const found = new Map<string, SocketUse>();
  for (const [address, file] of real) {
    const use = uses.get(file);
    if (use !== undefined) found.set(address, use);
  }
  return found;
}
