import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { atEnd } from '../support/atEnd';
import { folderFor } from '../support/folderFor';

/** Stands between a monitor's clients and the monitor, as a proxy does. */
export interface Relay {
  /** Where clients connect to. */
  socket: string;
  /** How many clients there are at the moment. */
  readonly clients: number;
  /** Passes nothing on any more over the connections that there are, as when a host on the way stands still. */
  hold(): void;
  /** Ends every connection, as when a proxy is started anew; new ones are taken. */
  cut(): void;
  /** Ends every connection and takes none, as when a cable is cut, until it is mended. */
  sever(): void;
  mend(): void;
  close(): Promise<void>;
}

/**
 * @param to the monitor's socket
 * @param socket where to listen
 */
export async function relayTo(to: string, socket: string): Promise<Relay> {
  /** What each client's messages are passed on to. */
  const clients = new Map<Socket, Socket>();
  let isWhole = true;
  const server = createServer((client) => {
    if (!isWhole) return void client.destroy();
    const monitor = connect(to);
    clients.set(client, monitor);
    client.pipe(monitor);
    monitor.pipe(client);
    for (const [end, other] of [
      [client, monitor],
      [monitor, client],
    ] as const) {
      end.on('error', () => other.destroy());
      end.on('close', () => other.destroy());
    }
    client.on('close', () => clients.delete(client));
  }).listen(socket);
  await once(server, 'listening');
  const cut = (): void => {
    for (const client of clients.keys()) client.destroy();
    clients.clear();
  };
  return {
    socket,
    get clients() {
      return clients.size;
    },
    hold: () => {
      for (const [client, monitor] of clients) {
        client.unpipe(monitor);
        monitor.unpipe(client);
      }
    },
    cut,
    sever: () => {
      isWhole = false;
      cut();
    },
    mend: () => {
      isWhole = true;
    },
    close: async () => {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}

/** The same for a test, which is closed after it. */
export async function relayFor(t: TestContext, to: string): Promise<Relay> {
  const relay = await relayTo(to, path.join(await folderFor(t), 'relay.sock'));
  atEnd(t, () => relay.close());
  return relay;
}
