import { once } from 'node:events';
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';

const MIB = 1024 * 1024;

/**
 * Has a guest write so many bytes into its first disk, a mebibyte at a time, spread evenly over a range.
 * @param {string} socket of a QMP monitor
 * @param {string} device the guest device's id
 * @param {{bytes: number, range: number, pattern: number}} writes
 */
export async function guestWrites(socket, device, { bytes, range, pattern }) {
  const connection = createConnection(socket);
  const replies = createInterface({ input: connection })[Symbol.asyncIterator]();
  await replies.next();
  /** @param {object} command */
  const execute = async (command) => {
    connection.write(JSON.stringify(command));
    for (;;) {
      const { value } = await replies.next();
      const reply = JSON.parse(String(value));
      if ('error' in reply) throw new Error(reply.error.desc);
      if ('return' in reply) return reply.return;
    }
  };
  await execute({ execute: 'qmp_capabilities' });
  const pieces = bytes / MIB;
  for (let piece = 0; piece < pieces; piece += 1) {
    const offset = Math.floor((piece * range) / pieces / MIB) * MIB;
    const line = `qemu-io -d /machine/peripheral/${device}/virtio-backend "write -q -P ${pattern} ${offset} ${MIB}"`;
    const answer = await execute({ execute: 'human-monitor-command', arguments: { 'command-line': line } });
    if (answer !== '') throw new Error(answer);
  }
  connection.end();
  await once(connection, 'close');
}
