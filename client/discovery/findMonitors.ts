import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { realSocket } from '../../engine';
import { awaitGreeting } from './awaitGreeting';
import { monitorName } from './monitorName';
import { findQemuProcesses } from './qemuProcesses';
import { findSockets, usualFolders } from './socketFolders';
import { listeningAt } from './listeningAt';
import type { SocketUse } from './unixSockets';

/** A monitor that the user may connect to. */
export interface Monitor {
  /** What the machine is called: by its guest's name, else after its socket. */
  name: string;
  /** The path of its socket, or `host:port`. */
  socket: string;
  /** Whether another program uses it; `unknown` where the system does not tell, as of a port. */
  use: SocketUse | 'unknown';
  /** The QEMU that serves it, where that is known. */
  pid?: number;
}

/** What there is on this host. */
export interface Monitors {
  monitors: Monitor[];
  /** The machines, by name, of which no monitor can be connected to: libvirt's, for example, keeps its own to itself. */
  withoutMonitor: string[];
  /** How many sockets there are that this user may not open. */
  denied: number;
}

/** Where monitors are looked for; the system's own places unless a test says otherwise. */
export interface Places {
  folders: readonly string[];
}

/** In ms: someone waits for the list. */
const patience = 500;

/**
 * Looks for the QMP monitors of this host: on the command lines of the QEMUs that run, then in the usual folders.
 * Only a socket that was merely found by its name, and that nobody uses, is connected to; nothing is sent there.
 */
export async function findMonitors(
  places: Places = { folders: usualFolders(process.env) },
): Promise<Monitors> {
  const [processes, files] = await Promise.all([findQemuProcesses(), findSockets(places.folders)]);
  const table = await listeningAt([...processes.flatMap(({ sockets }) => sockets), ...files]);
  const candidates = await withoutDoubles([
    ...processes.flatMap((qemu) =>
      qemu.sockets.map((socket) => ({ socket, name: qemu.name, pid: qemu.pid })),
    ),
    // Without the system's list nobody knows whether a client is there, and a probe would wait in its queue.
    ...files.filter((socket) => table?.has(socket)).map((socket) => ({ socket })),
  ]);
  const judged = await Promise.all(
    candidates.map(async (candidate) => {
      const use: Monitor['use'] = table?.get(candidate.socket) ?? 'unknown';
      return { ...candidate, use, verdict: await judge(candidate, use) };
    }),
  );
  const monitors = judged
    .filter(({ verdict }) => verdict === 'monitor')
    .map(({ socket, use, pid, name = monitorName(socket) }) => ({
      name,
      socket,
      use,
      ...(pid !== undefined && { pid }),
    }));
  const reachable = new Set(judged.filter(({ verdict }) => verdict !== 'none').map(({ pid }) => pid));
  return {
    // One that can be connected to at once comes before one that is taken.
    monitors: monitors.toSorted((a, b) => Number(a.use === 'in-use') - Number(b.use === 'in-use')),
    withoutMonitor: processes
      .filter(({ pid }) => !reachable.has(pid))
      .map(({ name, program, pid }) => name ?? `${program} ${pid}`),
    denied: judged.filter(({ verdict }) => verdict === 'denied').length,
  };
}

/** A socket that may be a monitor's. */
interface Candidate {
  socket: string;
  /** The QEMU on whose command line it stands; absent for one that was found by its name. */
  pid?: number;
  name?: string | undefined;
}

/** The first of those that are the same file, such as by a symbolic link. */
async function withoutDoubles(candidates: readonly Candidate[]): Promise<Candidate[]> {
  const known = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const real = await realSocket(candidate.socket);
    if (!known.has(real)) known.set(real, candidate);
  }
  return [...known.values()];
}

async function judge(
  { socket, pid }: Candidate,
  use: Monitor['use'],
): Promise<'monitor' | 'denied' | 'none'> {
  if (!isPort(socket)) {
    try {
      await access(socket, constants.R_OK | constants.W_OK);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EACCES' ? 'denied' : 'none';
    }
  }
  if (pid !== undefined || use === 'in-use') return 'monitor';
  return (await awaitGreeting(socket, patience)) === 'qmp' ? 'monitor' : 'none';
}

function isPort(socket: string): boolean {
  return !path.isAbsolute(socket);
}
