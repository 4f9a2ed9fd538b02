import { readFile } from 'node:fs/promises';
import { isAbsolute } from 'node:path';

/**
 * How a unix socket stands.
 * - `free`: someone listens, and has no client
 * - `in-use`: someone listens, and has a client
 */
export type SocketUse = 'free' | 'in-use';

/** `__SO_ACCEPTCON` of Linux: the socket listens. */
const listens = 0x10000;
/** `SS_CONNECTED`: the listener's end of a connection that it has accepted; it bears the listener's path. */
const connected = 3;

/**
 * The unix sockets that someone listens at, by the path they were bound to (as it was written then). The system's own
 * list (proc(5)): whoever reads it disturbs nobody, where a connection would take a place in QEMU's queue. Two that were
 * bound to one relative path, each in a folder of its own, cannot be told apart there, and are left out.
 * @returns undefined where there is no such list, as on other systems than Linux
 */
export async function listeningSockets(): Promise<Map<string, SocketUse> | undefined> {
  let table: string;
  try {
    table = await readFile('/proc/net/unix', 'utf8');
  } catch {
    return undefined;
  }
  return readTable(table);
}

/** Reads what `/proc/net/unix` says. */
export function readTable(table: string): Map<string, SocketUse> {
  const found = new Map<string, SocketUse>();
  const used = new Set<string>();
  const twice = new Set<string>();
  for (const line of table.split('\n')) {
    const [, flags, state, path] = /^\S+ \S+ \S+ (\S+) \S+ (\S+) +\d+ (.+)$/.exec(line) ?? [];
    if (flags === undefined || state === undefined || path === undefined) continue;
    if ((Number.parseInt(flags, 16) & listens) !== 0) {
      if (found.has(path) && !isAbsolute(path)) twice.add(path);
      found.set(path, 'free');
    } else if (Number.parseInt(state, 16) === connected) used.add(path);
  }
  for (const path of used) if (found.has(path)) found.set(path, 'in-use');
  for (const path of twice) found.delete(path);
  return found;
}
