import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** What people, libvirt's documentation and Proxmox call the socket of a monitor. */
const plausible = /qmp|monitor|\.mon$/i;

/**
 * The folders that monitor sockets are usually kept in. Only what lies directly in them is looked at: some are large.
 * @param environment of this process
 */
export function usualFolders(environment: NodeJS.ProcessEnv): string[] {
  const runtime = environment['XDG_RUNTIME_DIR'];
  return [
    '/run',
    '/run/qemu',
    '/run/qemu-server',
    '/tmp',
    '/var/run',
    ...(runtime !== undefined && path.isAbsolute(runtime) ? [runtime] : []),
  ];
}

/** The sockets in some folders whose name says that they belong to a monitor. A folder that cannot be read has none. */
export async function findSockets(folders: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    folders.map(async (folder) => {
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
      return entries
        .filter((entry) => entry.isSocket() && plausible.test(entry.name))
        .map((entry) => path.join(folder, entry.name));
    }),
  );
  return found.flat();
}
