import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { folderFor } from '../backup/support';

/**
 * A monitor behind a proxy that keeps back what is sent from a command on, until it is let through. Every user may
 * connect to it.
 * @param to the monitor's socket
 */
export async function keptBack(t: TestContext, to: string, command: string, kind: 'unix' | 'tcp' = 'unix') {
  const folder = await folderFor(t);
  let onReached = () => {};
  let release = () => {};
  const reached = new Promise<void>((resolve) => (onReached = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  const ends: Socket[] = [];
  const server = createServer((client) => {
    const monitor = connect(to);
    ends.push(client, monitor);
    for (const end of [client, monitor]) end.on('error', () => {});
    monitor.pipe(client);
    client.on('close', () => monitor.destroy());
    client.on('data', (bytes) => {
      const isIt = bytes.includes(`"${command}"`);
      if (isIt) onReached();
      void (isIt ? released : Promise.resolve()).then(() => monitor.write(bytes));
    });
  });
  const file = path.join(folder, 'relay');
  if (kind === 'unix') server.listen(file);
  else server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const end of ends) end.destroy();
  });
  if (kind === 'unix') {
    await chmod(folder, 0o711);
    await chmod(file, 0o777);
  }
  const socket = kind === 'unix' ? file : `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { socket, reached, release };
}
