import { connect, type Socket } from 'node:net';
import * as v from 'valibot';
import { JsonFraming } from '../qmp';
import { GuestAgentError } from './errors';

/** In front of `guest-sync-delimited` it makes the agent forget a half-read command; its answer begins with it, too. */
const DELIMITER = 0xff;

const answer = v.looseObject({
  id: v.optional(v.number()),
  return: v.optional(v.unknown()),
  error: v.optional(v.looseObject({ desc: v.string() })),
});

interface Pending {
  id: number;
  command: string;
  succeed: (value: unknown) => void;
  fail: (error: GuestAgentError) => void;
}

/** How long to wait, and for whom. */
interface WaitOptions {
  /** In ms. */
  timeout: number;
  signal?: AbortSignal | undefined;
}

/**
 * A connection to a guest agent's socket: one command at a time, each matched to its answer by an id. A command that was
 * not answered in time ends the connection, since its answer may still come: connect again, which starts with
 * a clean line (`guest-sync-delimited`). Source: QEMU's Guest Agent Protocol Reference.
 */
export class Channel {
  private readonly framing = new JsonFraming();
  private delimited = false;
  private pending: Pending | undefined;
  private state: 'open' | 'ended' = 'open';
  private nextId = 1;

  private constructor(
    private readonly socket: Socket,
    private readonly where: string,
  ) {
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('error', () => this.end());
    socket.on('close', () => this.end());
  }

  /**
   * Connects, and waits until the agent shows that it listens.
   * @throws {GuestAgentError}; the signal's reason when aborted. Nothing is left behind then.
   */
  static async open(where: string, options: WaitOptions): Promise<Channel> {
    const channel = new Channel(await connected(where), where);
    try {
      await channel.synchronise(options);
      return channel;
    } catch (error) {
      channel.close();
      throw error;
    }
  }

  /**
   * Sends a command and waits for its answer.
   * @throws {GuestAgentError}; the signal's reason when aborted. Unless it was refused, the connection has ended then.
   */
  async request(command: string, options: WaitOptions): Promise<unknown> {
    return this.send(command, {}, options);
  }

  close(): void {
    this.end();
    this.socket.destroy();
  }

  /** What somebody else asked before is answered before; all of it ends at the delimiter. */
  private async synchronise(options: WaitOptions): Promise<void> {
    this.socket.write(Buffer.of(DELIMITER));
    const id = Math.floor(Math.random() * 1e9);
    const echo = await this.send('guest-sync-delimited', { id }, options);
    if (echo !== id) throw new GuestAgentError('refused', `What listens at ${this.where} is no guest agent.`);
  }

  private send(command: string, args: object, { timeout, signal }: WaitOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.state === 'ended') throw this.lost(command);
      const id = this.nextId++;
      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.pending = undefined;
      };
      const giveUp = (reason: unknown) => {
        settle();
        reject(reason);
        this.close();
      };
      const onAbort = () => giveUp(signal?.reason);
      const timer = setTimeout(() => giveUp(this.silent(command, timeout)), timeout);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.pending = {
        id,
        command,
        succeed: (value) => {
          settle();
          resolve(value);
        },
        fail: (error) => {
          settle();
          reject(error);
        },
      };
      this.socket.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`);
    });
  }

  private receive(chunk: Buffer): void {
    let rest = chunk;
    if (!this.delimited) {
      const at = chunk.lastIndexOf(DELIMITER);
      if (at < 0) return;
      this.delimited = true;
      rest = chunk.subarray(at + 1);
    }
    try {
      for (const message of this.framing.push(rest)) this.take(v.parse(answer, message));
    } catch {
      // What is no answer ends the conversation: nothing behind it could be trusted.
      this.close();
    }
  }

  private take({ id, return: value, error }: v.InferOutput<typeof answer>): void {
    const { pending } = this;
    if (!pending || (id !== undefined && id !== pending.id)) return;
    if (error) {
      const message = `The guest agent refused ${pending.command}: ${error.desc}`;
      pending.fail(new GuestAgentError('refused', message));
    } else pending.succeed(value);
  }

  private end(): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    this.pending?.fail(this.lost(this.pending.command));
  }

  private lost(command: string): GuestAgentError {
    return new GuestAgentError(
      'lost',
      `The connection to the guest agent at ${this.where} ended before ${command} was answered.`,
    );
  }

  private silent(command: string, timeout: number): GuestAgentError {
    return new GuestAgentError(
      'silent',
      `The guest agent at ${this.where} did not answer ${command} ` +
        `within ${timeout / 1000} s: it does not run in the guest, ` +
        'is busy, or another program (libvirt?) holds the socket.',
    );
  }
}

function connected(where: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path: where });
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (cause) => {
      reject(new GuestAgentError('unreachable', whyUnreachable(where, cause), { cause }));
    });
  });
}

function whyUnreachable(where: string, { code, message }: NodeJS.ErrnoException): string {
  const what = `guest agent's socket ${where}`;
  switch (code ?? '') {
    case 'ENOENT':
    case 'ENOTDIR':
      return `There is no ${what}; start QEMU with one there, or correct the path.`;
    case 'ECONNREFUSED':
      return `Nothing listens at the ${what}: that QEMU has ended, or it is no socket at all; start the machine first.`;
    case 'EACCES':
    case 'EPERM':
      return (
        `You may not open the ${what}; it needs write permission ` +
        'on the socket and search permission on its folders.'
      );
    default:
      return `The ${what} cannot be opened: ${message}; check the path.`;
  }
}
