import { readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { exists, resolved } from './files';
import { openFilesOf, processFile, processIds, processName } from './processes';

/** Whom the kernel takes QEMU for when it opens a file. */
export interface QemuProcess {
  pid: number;
  uid: number;
  gid: number;
  /** Its supplementary groups. */
  groups: number[];
  /** `all`: permissions do not bind it (CAP_DAC_OVERRIDE), as root without confinement. */
  powers: 'none' | 'all';
}

const CAP_DAC_OVERRIDE = 1n;

/** Flags of a socket that listens (`SO_ACCEPTCON`), in `/proc/net/unix`. */
const LISTENS = '00010000';

/** A unix socket that listens, by the path that it was bound to. */
interface Listening {
  /** What a process that has it open calls it: `socket:[60842]`. */
  file: string;
  bound: string;
}

/**
 * The sockets that may be the one that listens at a path: itself, where it was bound to a whole path. Of one that was
 * bound to a relative path the kernel does not tell the folder, so it may be any of that name.
 */
async function listeningAt(socket: string): Promise<Listening[]> {
  const real = await resolved(path.resolve(socket));
  const text = await readFile('/proc/net/unix', 'utf8').catch(() => '');
  const listening = text.split('\n').flatMap((line) => {
    // Num RefCount Protocol Flags Type St Inode Path
    const [, , , flags, , , inode, ...rest] = line.trim().split(/ +/);
    return flags === LISTENS ? [{ file: `socket:[${inode}]`, bound: rest.join(' ') }] : [];
  });
  for (const one of listening)
    if (path.isAbsolute(one.bound) && (await resolved(one.bound)) === real) return [one];
  return listening.filter(
    ({ bound }) => !path.isAbsolute(bound) && path.basename(bound) === path.basename(real),
  );
}

/** Whether a process has bound a socket to a path; `perhaps`: it was in another folder then, as a daemon that leaves it. */
async function hasBound(
  pid: number,
  { bound }: Listening,
  socket: string,
): Promise<'yes' | 'perhaps' | 'no'> {
  if (path.isAbsolute(bound)) return 'yes';
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  const file = folder === undefined ? undefined : path.resolve(folder, bound);
  if (file === undefined || !(await exists(file))) return 'perhaps';
  return (await resolved(file)) === (await resolved(path.resolve(socket))) ? 'yes' : 'no';
}

/** What QEMU's programs are called; a wrapper may have hidden the real one by a dot. */
const QEMU = /^\.?(qemu|kvm)/;

const isCalledQemu = (pid: number) => QEMU.test(processName(pid) ?? '');

/** Whether a process is a QEMU, by what it is called, was started as, or runs. */
async function isQemu(pid: number): Promise<boolean> {
  if (isCalledQemu(pid)) return true;
  const [started = ''] = ((await processFile(pid, 'cmdline')) ?? '').split('\0');
  if (QEMU.test(path.basename(started))) return true;
  const program = await readlink(`/proc/${pid}/exe`).catch(() => '');
  return QEMU.test(path.basename(program));
}

/**
 * Whether a process may be the QEMU of a socket, by its name and arguments.
 * - `named`: it is a QEMU, and an argument has the whole path
 * - `possible`: it is a QEMU, or something with the socket's name among its arguments, as under a name of its own
 */
async function candidacy(pid: number, socket: string): Promise<'named' | 'possible' | 'no'> {
  const line = (await processFile(pid, 'cmdline')) ?? '';
  const isSaid = isCalledQemu(pid) || QEMU.test(path.basename(line.split('\0')[0] ?? ''));
  // The path ends there: another machine's may only begin alike.
  const isNamed = line
    .split(socket)
    .slice(1)
    .some((rest) => /^(?:$|[\0,"])/.test(rest));
  if (isSaid && isNamed) return 'named';
  return isSaid || line.includes(path.basename(socket)) ? 'possible' : 'no';
}

async function readProcess(pid: number): Promise<QemuProcess | undefined> {
  const status = await processFile(pid, 'status');
  // The last of the four numbers is what counts for files (proc(5)).
  const numbers = (field: string) =>
    (new RegExp(`^${field}:(.*)$`, 'm').exec(status ?? '')?.[1] ?? '').trim().split(/\s+/).filter(Boolean);
  const [uid, gid] = [numbers('Uid')[3], numbers('Gid')[3]];
  if (uid === undefined || gid === undefined) return undefined;
  const capabilities = BigInt(`0x${numbers('CapEff')[0] ?? '0'}`);
  return {
    pid,
    uid: Number(uid),
    gid: Number(gid),
    groups: numbers('Groups').map(Number),
    powers: (capabilities >> CAP_DAC_OVERRIDE) & 1n ? 'all' : 'none',
  };
}

/**
 * The process that listens at a socket: QEMU, or a forwarder of its monitor. Where its open files may not be looked at, as
 * those of another user, the one QEMU whose arguments name the socket is taken for it.
 */
async function findListener(socket: string): Promise<number | undefined> {
  const [sockets, pids] = await Promise.all([listeningAt(socket), processIds()]);
  if (sockets.length === 0) return undefined;
  const named: number[] = [];
  // Reading the arguments of all takes a while; seldom has a QEMU a name that is not QEMU's.
  const likely = pids.filter(isCalledQemu);
  for (const pid of new Set([...likely, ...pids])) {
    if (pid === process.pid) continue;
    const candidate = await candidacy(pid, path.resolve(socket));
    if (candidate === 'no') continue;
    const files = await openFilesOf(pid);
    const own = sockets.find((one) => files?.some(({ file }) => file === one.file));
    const isBound = own ? await hasBound(pid, own, socket) : 'no';
    if (isBound === 'yes') return pid;
    const isOnlyOne = isBound === 'perhaps' && sockets.length === 1;
    if (isOnlyOne || (!files && candidate === 'named')) named.push(pid);
  }
  const [only, ...more] = named;
  return more.length === 0 ? only : undefined;
}

/** The one process that some threads are of, where it is on this host and can be seen. */
async function processOfThreads(threads: readonly number[]): Promise<number | undefined> {
  const statuses = await Promise.all(threads.map((thread) => processFile(thread, 'status')));
  const [only, ...more] = new Set(statuses.map((status) => /^Tgid:\s*(\d+)$/m.exec(status ?? '')?.[1]));
  return only === undefined || more.length > 0 ? undefined : Number(only);
}

/**
 * Finds the QEMU that serves a monitor socket. What listens there may be a forwarder instead, such as socat or libvirt's
 * `virt-qemu-qmp-proxy`. Then QEMU itself has to tell: not its process, but the threads that are its processors.
 * @param socket the path of the unix socket
 * @param askThreads asks QEMU for these, by the ids that its host gives them
 * @returns `undefined` where it cannot be told
 */
export async function findQemu(
  socket: string,
  askThreads: () => Promise<readonly number[]> = () => Promise.resolve([]),
): Promise<QemuProcess | undefined> {
  const listener = await findListener(socket);
  if (listener !== undefined && (await isQemu(listener))) return readProcess(listener);
  const process = await processOfThreads(await askThreads());
  // On another host, or in a container, the same ids may be those of anything.
  const isIt = process !== undefined && (process === listener || (await isQemu(process)));
  return isIt ? readProcess(process) : undefined;
}
