import { createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import type { TestContext } from 'node:test';
import type { QmpAddress } from '../../engine/qmp';
import { folderFor } from '../support/folderFor';

/** QEMU 7.2's own greeting. `monitorContract.ts` holds the fake to what the real one does. */
export const greeting =
  '{"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, "package": "Debian 1:7.2"}, "capabilities": ["oob"]}}\r\n';

export interface Request {
  execute: string;
  arguments: unknown;
  id: number;
}

/** What a fake does with one command: nothing when it is missing from the table. */
export type Answers = Record<string, (request: Request, socket: Socket) => void>;

/** A server on a unix socket that does with each connection what the test says. */
export async function fakeServer(
  t: TestContext,
  onConnection: (socket: Socket) => void,
): Promise<QmpAddress & { kind: 'unix' }> {
  const socketPath = path.join(await folderFor(t), 'qmp.sock');
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    // The client under test leaves whenever it likes.
    socket.on('error', () => {});
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  t.after(() => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  });
  return { kind: 'unix', path: socketPath };
}

/** A monitor that greets, enters command mode, and answers as the table says. */
export function fakeMonitor(t: TestContext, answers: Answers): Promise<QmpAddress & { kind: 'unix' }> {
  return fakeServer(t, (socket) => {
    let isNegotiated = false;
    socket.write(greeting);
    onRequests(socket, (request) => {
      if (request.execute === 'qmp_capabilities') {
        isNegotiated = true;
        reply(socket, { return: {}, id: request.id });
      } else if (!isNegotiated) {
        const desc = `Expecting capabilities negotiation with 'qmp_capabilities'`;
        reply(socket, { id: request.id, error: { class: 'CommandNotFound', desc } });
      } else {
        answers[request.execute]?.(request, socket);
      }
    });
  });
}

/** Calls back for each line, which is how the client sends its requests. */
function onRequests(socket: Socket, handle: (request: Request) => void): void {
  let rest = '';
  socket.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\r\n');
    rest = lines.pop() ?? '';
    lines.forEach((line) => handle(JSON.parse(line) as Request));
  });
}

export function reply(socket: Socket, message: object): void {
  socket.write(`${JSON.stringify(message)}\r\n`);
}

/** An answer that returns this value. */
export function returns(value: unknown): Answers[string] {
  return (request, socket) => reply(socket, { return: value, id: request.id });
}

/** An event as QEMU writes it. */
export function event(name: string, data?: object): object {
  return { timestamp: { seconds: 1_700_000_000, microseconds: 250_000 }, event: name, data };
}
