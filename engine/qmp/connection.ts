import type { Socket } from 'node:net';
import { QmpDisconnectedError, QmpProtocolError, type QmpError } from './errors';
import { JsonFraming, longestGreeting, longestMessage } from './framing';

/** What a connection reports to its owner; nothing after `ended`, which comes exactly once. */
interface ConnectionHandlers {
  /** @throws QmpProtocolError, worded as what the sender did, for one that ends the connection */
  message(value: unknown): void;
  /** @param error why the connection broke; undefined when its owner closed it */
  ended(error: QmpError | undefined): void;
}

/**
 * JSON messages over a connected socket, which it owns from now on. It is either open or ended, and
 * what ended it, by whatever way the end was noticed, is told once.
 */
export class Connection {
  readonly #socket: Socket;
  readonly #handlers: ConnectionHandlers;
  readonly #framing = new JsonFraming(longestMessage, longestGreeting);
  readonly #where: string;
  #state: 'open' | 'ended' = 'open';
  #released: Promise<void>;

  /** @param where the address, for error messages */
  constructor(socket: Socket, where: string, handlers: ConnectionHandlers) {
    this.#socket = socket;
    this.#where = where;
    this.#handlers = handlers;
    this.#released = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('end', () => this.#end(this.#lost(undefined)));
    socket.on('error', (cause) => this.#end(this.#lost(cause)));
    socket.on('close', () => this.#end(this.#lost(undefined)));
  }

  /** Queues a message behind those already sent. Does nothing once the connection has ended. */
  send(message: object): void {
    if (this.#state === 'open') {
      this.#socket.write(`${JSON.stringify(message)}\r\n`);
    }
  }

  /** Resolves when the socket is released. Waits for nobody: what QEMU has not read yet is lost. */
  close(): Promise<void> {
    this.#end(undefined);
    return this.#released;
  }

  #receive(chunk: Buffer): void {
    try {
      for (const value of this.#framing.push(chunk)) {
        this.#handlers.message(value);
        // Whoever was told of the message may have closed the connection.
        if (this.#state === 'ended') {
          return;
        }
      }
    } catch (error) {
      const what =
        error instanceof QmpProtocolError ? error.message : 'sent a message that broke its handler';
      this.#end(
        new QmpProtocolError(
          `${this.#where} does not speak QMP: it ${what}; give the address of a QMP monitor.`,
          { cause: error },
        ),
      );
    }
  }

  #lost(cause: Error | undefined): QmpError {
    return new QmpDisconnectedError(
      `QEMU closed the connection to ${this.#where}: it has ended, or was killed.`,
      { cause },
    );
  }

  #end(error: QmpError | undefined): void {
    if (this.#state === 'ended') {
      return;
    }
    this.#state = 'ended';
    this.#socket.destroy();
    this.#handlers.ended(error);
  }
}
