// @ts-check
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeDisk } from './throwawayDisk.mjs';

/** @typedef {import('./throwawayDisk.mjs').DiskSpec} DiskSpec */

/**
 * @typedef {object} MachineOptions
 * @property {DiskSpec[]} disks
 * @property {1 | 2} [monitors] how many QMP sockets; 1 unless given
 * @property {'libvirt' | 'drive'} [style] how the disks are given: as libvirt does it (`-blockdev`, the default), or
 *   with `-drive` as on a QEMU command line written by hand
 * @property {string} [name] the machine's name; it has none unless given
 * @property {string[]} [extraArgs] more arguments of QEMU
 */

/**
 * @typedef {object} MachineDisk
 * @property {string} name as given
 * @property {string} path of the image
 * @property {'qcow2' | 'raw'} format
 * @property {string} device the id of its guest device: `virtio-disk0`, ...
 * @property {string} node what a backup can name: a node (`libvirt-1-format`), or a drive (`drive-virtio-disk0`)
 */

/**
 * @typedef {object} Machine
 * @property {string[]} qmp the paths of its QMP sockets
 * @property {string} folder private to it (0700), with everything of it; gone after `stop`
 * @property {MachineDisk[]} disks
 * @property {number} pid
 * @property {string} version of QEMU: `7.2.22`
 * @property {string} output the path of a file with all that QEMU prints, at once; what the monitor's `qemu-io` has to
 *   say of a read or write, and that it failed, is told nowhere else
 * @property {Promise<void>} ended resolves when QEMU has ended, for whatever reason
 * @property {(signal: NodeJS.Signals) => void} kill
 * @property {() => Promise<void>} stop ends QEMU and removes the folder; may be called again
 */

/** QEMU takes some 40 ms to start; this is for a machine under load. */
const BOOT_TIMEOUT_MS = 20_000;

/**
 * Boots a machine whose guest never runs (its processor is stopped), but whose disks are real. Nothing of it outlives
 * the calling process, however that ends.
 * @param {MachineOptions} options
 * @returns {Promise<Machine>}
 * @throws when the tools are missing or QEMU refuses its arguments, with its own words; nothing is left behind then
 */
export async function bootMachine({ disks, monitors = 1, style = 'libvirt', name, extraArgs = [] }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'domainbackup-machine-'));
  const guard = new Guard(folder);
  try {
    const made = await Promise.allSettled(disks.map((disk) => makeDisk(folder, disk)));
    // Only now that nobody writes into the folder any more may a failure remove it.
    const images = await Promise.all(made.map(valueOf));
    const attach = style === 'libvirt' ? attachAsLibvirt : attachAsDrive;
    const attached = disks.map((disk, index) => attach(disk, images[index] ?? '', index, disks.length));
    const qmp = ['qmp.sock', 'qmp2.sock'].slice(0, monitors).map((file) => path.join(folder, file));
    const output = path.join(folder, 'output');
    const qemu = startQemu(output, [
      ...(name === undefined ? [] : ['-name', `guest=${escapeCommas(name)}`]),
      ...qmp.flatMap((socket) => ['-qmp', `unix:${escapeCommas(socket)},server=on,wait=off`]),
      ...attached.flatMap(({ args }) => args),
      ...extraArgs,
    ]);
    guard.watch(qemu.process);
    const [version] = await Promise.all(qmp.map((socket) => readGreeting(socket, qemu)));
    return {
      qmp,
      folder,
      disks: attached.map(({ disk }) => disk),
      pid: qemu.process.pid ?? 0,
      version: version ?? '',
      output,
      ended: qemu.ended,
      kill: (signal) => qemu.process.kill(signal),
      stop: async () => {
        qemu.process.kill('SIGKILL');
        await guard.clear();
        await qemu.ended;
      },
    };
  } catch (error) {
    await guard.clear();
    throw error;
  }
}

/**
 * A shell that ends QEMU and removes the folder once this process lets go of the pipe to it, which the system does when
 * it ends, even by SIGKILL. (QEMU itself has no option for that: its own stdin may end without any effect.)
 */
class Guard {
  static #script = `trap '' HUP INT TERM; while read -r line; do pid=$line; done
    [ -n "$pid" ] && kill -9 "$pid"; rm -rf "$1"`;
  #shell;
  #ended;

  /** @param {string} folder */
  constructor(folder) {
    // A session of its own: a signal to the caller's process group is not to end the guard first.
    this.#shell = spawn('sh', ['-c', Guard.#script, 'guard', folder], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    this.#ended = once(this.#shell, 'close');
  }

  /** @param {import('node:child_process').ChildProcess} qemu */
  watch(qemu) {
    this.#shell.stdin.write(`${qemu.pid ?? ''}\n`);
    // The system may give the number of an ended process to another one.
    qemu.once('exit', () => this.#shell.stdin.writable && this.#shell.stdin.write('\n'));
  }

  /** Ends QEMU and removes the folder; may be called again. */
  async clear() {
    this.#shell.stdin.end();
    await this.#ended;
  }
}

/**
 * @typedef {object} Qemu
 * @property {import('node:child_process').ChildProcess} process
 * @property {Promise<void>} ended
 * @property {() => string} complaints what it wrote to stderr
 */

/**
 * @param {string} output the file that it prints to
 * @param {string[]} args
 * @returns {Qemu}
 */
function startQemu(output, args) {
  const file = openSync(output, 'w');
  const child = spawn(
    // Into a file, QEMU would print only when a buffer is full.
    'stdbuf',
    [
      '--output=L',
      'qemu-system-x86_64',
      // -S: the processor stays stopped, so no guest writes what nobody asked for.
      ...'-nodefaults -no-user-config -display none -accel tcg -m 64 -S'.split(' '),
      ...args,
    ],
    // A session of its own: Ctrl-C in a terminal is for the caller, who decides when the machine ends.
    { stdio: ['ignore', file, 'pipe'], detached: true },
  );
  closeSync(file);
  let complaints = '';
  child.on('error', (error) => (complaints += error.message));
  // As of a shell, it says that there is no such command.
  child.on('exit', (status) => (complaints += status === 127 ? ' (is QEMU installed?)' : ''));
  child.stderr?.on('data', (chunk) => (complaints = (complaints + String(chunk)).slice(-4000)));
  return {
    process: child,
    ended: new Promise((resolve) => child.once('close', () => resolve())),
    complaints: () => complaints.trim(),
  };
}

/**
 * Waits until QEMU serves a socket, and is ready for the next client there.
 * @param {string} socketPath
 * @param {Qemu} qemu
 * @returns {Promise<string>} its version
 */
async function readGreeting(socketPath, qemu) {
  const deadline = Date.now() + BOOT_TIMEOUT_MS;
  let hasEnded = false;
  void qemu.ended.then(() => (hasEnded = true));
  for (;;) {
    if (hasEnded || Date.now() > deadline) {
      throw new Error(`The throw-away machine did not start. ${qemu.complaints()}`);
    }
    const socket = connect(socketPath);
    try {
      const [greeting] = await once(socket, 'data', { signal: AbortSignal.timeout(BOOT_TIMEOUT_MS) });
      const { major, minor, micro } = JSON.parse(String(greeting)).QMP.version.qemu;
      // Until QEMU, too, has closed the connection, the system shows the monitor as in use.
      socket.end();
      await once(socket, 'close', { signal: AbortSignal.timeout(BOOT_TIMEOUT_MS) });
      return `${major}.${minor}.${micro}`;
    } catch {
      // There is no socket yet, or QEMU has refused its arguments and ended.
      await sleep(10);
    } finally {
      socket.destroy();
    }
  }
}

/**
 * @param {PromiseSettledResult<string>} result
 * @returns {Promise<string>}
 */
async function valueOf(result) {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}

/**
 * @typedef {(spec: DiskSpec, image: string, index: number, count: number) =>
 *   { args: string[], disk: MachineDisk }} Attach
 */

/** @type {Attach} */
function attachAsLibvirt({ name, format, bytesPerSecond }, image, index, count) {
  // libvirt numbers its nodes against the order of the disks.
  const node = `libvirt-${count - index}`;
  const device = `virtio-disk${index}`;
  const storage = { driver: 'file', filename: image, 'node-name': `${node}-storage`, 'auto-read-only': true };
  const args = ['-blockdev', JSON.stringify({ ...storage, discard: 'unmap' })];
  let file = `${node}-storage`;
  if (bytesPerSecond !== undefined) {
    const group = `${node}-group`;
    const limits = { 'bps-total': bytesPerSecond };
    args.push('-object', JSON.stringify({ 'qom-type': 'throttle-group', id: group, limits }));
    const throttle = { driver: 'throttle', 'node-name': `${node}-throttle`, 'throttle-group': group, file };
    args.push('-blockdev', JSON.stringify(throttle));
    file = `${node}-throttle`;
  }
  const top = { 'node-name': `${node}-format`, 'read-only': false, discard: 'unmap', driver: format, file };
  args.push('-blockdev', JSON.stringify(top));
  args.push('-device', `virtio-blk-pci,drive=${node}-format,id=${device}`);
  return { args, disk: { name, path: image, format, device, node: `${node}-format` } };
}

/** @type {Attach} */
function attachAsDrive({ name, format }, image, index) {
  const device = `virtio-disk${index}`;
  const node = `drive-${device}`;
  const args = ['-drive', `file=${escapeCommas(image)},format=${format},if=none,id=${node}`];
  args.push('-device', `virtio-blk-pci,drive=${node},id=${device}`);
  return { args, disk: { name, path: image, format, device, node } };
}

/**
 * QEMU's own way to write a comma within an option's value.
 * @param {string} text
 */
function escapeCommas(text) {
  return text.replaceAll(',', ',,');
}
