import { once } from 'node:events';
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';

/**
 * Opens a QMP monitor of a throw-away machine, for commands one after the other.
 * @param {string} socket
 */
export async function openMonitor(socket) {
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
  const close = async () => {
    connection.end();
    await once(connection, 'close');
  };
  await execute({ execute: 'qmp_capabilities' });
  return { execute, close };
}
