import { openMonitor } from '../../scripts/lib/monitor.mjs';

const MIB = 1024 * 1024;

/**
 * Has a guest write so many bytes into its first disk, a mebibyte at a time, spread evenly over a range.
 * @param {string} socket of a QMP monitor
 * @param {string} device the guest device's id
 * @param {{bytes: number, range: number, pattern: number}} writes
 */
export async function guestWrites(socket, device, { bytes, range, pattern }) {
  const { execute, close } = await openMonitor(socket);
  const pieces = bytes / MIB;
  for (let piece = 0; piece < pieces; piece += 1) {
    const offset = Math.floor((piece * range) / pieces / MIB) * MIB;
    const line = `qemu-io -d /machine/peripheral/${device}/virtio-backend "write -q -P ${pattern} ${offset} ${MIB}"`;
    const answer = await execute({ execute: 'human-monitor-command', arguments: { 'command-line': line } });
    if (answer !== '') throw new Error(answer);
  }
  await close();
}
