import { setMaxListeners } from 'node:events';
import type { Socket } from 'node:net';
import { Connection } from './connection';
import {
  QmpCommandError,
  QmpDisconnectedError,
  QmpProtocolError,
  QmpTimeoutError,
  type QmpError,
} from './errors';
import { readEvent, type QmpEvent } from './events';
import { QmpListener } from './listener';
import { readGreeting, readResult } from './messages';
import type { QemuVersion } from './replies';
import { Observers, type QmpObserver } from './traffic';

export interface ExecuteOptions {
  /** An abort gives up waiting; a command that was sent runs on, and its reply is dropped. */
  readonly signal?: AbortSignal;
  /** How long to wait for the reply, in ms; without it, for as long as the session lives. */
  readonly timeout?: number;
}

interface Pending {
  readonly command: string;
  readonly succeed: (value: unknown) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * One conversation with QEMU: the greeting, then requests matched to replies by their ids, and
 * events handed to every listener. It knows nothing of single commands.
 */
export class Session {
  /** The version in the greeting; rejects with the reason when the session ends before. */
  readonly greeting: Promise<QemuVersion>;
  /** Why the session ended; undefined when it was closed on this side. */
  readonly ended: Promise<QmpError | undefined>;
  readonly #connection: Connection;
  readonly #where: string;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Set<Pick<QmpListener, 'offer' | 'sessionEnded'>>();
  readonly #observers = new Observers();
  #state: 'greeting' | 'open' | 'ended' = 'greeting';
  #nextId = 1;
  #greeted!: (version: QemuVersion) => void;
  #notGreeted!: (error: QmpError) => void;
  #tellEnd!: (error: QmpError | undefined) => void;

  /** @param where the address, for error messages */
  constructor(socket: Socket, where: string) {
    this.#where = where;
    this.greeting = new Promise((resolve, reject) => {
      this.#greeted = resolve;
      this.#notGreeted = reject;
    });
    // Whoever gives up waiting for the greeting closes the session, and wants no crash from that.
    this.greeting.catch(() => {});
    this.ended = new Promise((resolve) => {
      this.#tellEnd = resolve;
    });
    this.#connection = new Connection(socket, where, {
      message: (value) => this.#take(value),
      ended: (error) => this.#end(error),
    });
  }

  /**
   * Sends a command behind those under way; resolves with what QEMU returned, unchecked.
   * @throws QmpCommandError, QmpTimeoutError, QmpDisconnectedError; the signal's reason when aborted
   */
  request(command: string, args: object, options: ExecuteOptions = {}): Promise<unknown> {
    const { signal, timeout } = options;
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.#state === 'ended') {
        throw new QmpDisconnectedError(
          `${command} was not sent: the session with ${this.#where} has ended; connect again.`,
        );
      }
      const id = this.#nextId++;
      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.#pending.delete(id);
      };
      const fail = (error: unknown) => {
        settle();
        reject(error);
      };
      const onAbort = () => fail(signal?.reason);
      const timer =
        timeout === undefined
          ? undefined
          : setTimeout(() => fail(new QmpTimeoutError(command, timeout)), timeout);
      if (signal !== undefined) {
        // Any number of commands may be under way on one signal. Each takes its listener off at its
        // end, so Node's warning of a leak, from the eleventh on, would be wrong.
        setMaxListeners(0, signal);
        signal.addEventListener('abort', onAbort, { once: true });
      }
      this.#pending.set(id, {
        command,
        succeed: (value) => {
          settle();
          resolve(value);
        },
        fail,
      });
      this.#connection.send({ execute: command, arguments: args, id });
      this.#observers.sent(id, command, args);
    });
  }

  /** A listener that gets every event from now on which `accepts` wants. */
  listen<E extends QmpEvent>(accepts: (event: QmpEvent) => event is E): QmpListener<E> {
    const listener = new QmpListener(accepts, () => this.#listeners.delete(listener));
    if (this.#state === 'ended') {
      listener.close();
    } else {
      this.#listeners.add(listener);
    }
    return listener;
  }

  /** Tells an observer of every message from now on. */
  observe(observer: QmpObserver): { dispose(): void } {
    return this.#observers.add(observer);
  }

  /** Ends the session; resolves when the socket is released. Idempotent. */
  close(): Promise<void> {
    return this.#connection.close();
  }

  /** @throws QmpProtocolError when the message has no place in a session */
  #take(message: unknown): void {
    if (this.#state === 'greeting') {
      const version = readGreeting(message);
      // QEMU takes a client for the one before it until it greets, and may tell it of an event meanwhile, or answer what
      // that one had asked: as all of ours do, with an id.
      const isForOther = readEvent(message) !== undefined || readResult(message)?.id !== undefined;
      if (version === undefined && isForOther) {
        return;
      }
      if (version === undefined) {
        throw new QmpProtocolError('sent no greeting of QMP');
      }
      this.#state = 'open';
      this.#greeted(version);
      return;
    }
    const event = readEvent(message);
    if (event !== undefined) {
      this.#observers.event(event);
      for (const listener of this.#listeners) {
        listener.offer(event);
      }
      return;
    }
    this.#settle(message);
  }

  #settle(message: unknown): void {
    const result = readResult(message);
    if (result?.id === undefined || result.id >= this.#nextId) {
      // An error without an id means that QEMU could not read a request, and nobody knows which.
      throw new QmpProtocolError(
        result?.kind === 'error' ? `could not read a request (${result.desc})` : 'sent an unknown message',
      );
    }
    const pending = this.#pending.get(result.id);
    if (pending === undefined) {
      // Its caller has given up: an abort or a timeout.
      return;
    }
    if (result.kind === 'return') {
      this.#observers.returned(result.id, pending.command, result.value);
      pending.succeed(result.value);
    } else {
      this.#observers.refused(result.id, pending.command, result);
      pending.fail(new QmpCommandError(pending.command, result.class, result.desc));
    }
  }

  #end(error: QmpError | undefined): void {
    this.#state = 'ended';
    const who = error === undefined ? 'This client closed' : 'Something ended';
    this.#notGreeted(
      error ?? new QmpDisconnectedError(`This client closed the connection to ${this.#where}.`),
    );
    for (const { command, fail } of this.#pending.values()) {
      fail(
        new QmpDisconnectedError(
          `${who} the connection to ${this.#where} before ${command} was answered; whether it ran is ` +
            'unknown, so connect again and look before repeating it.',
          { cause: error },
        ),
      );
    }
    for (const listener of this.#listeners) {
      listener.sessionEnded(error);
    }
    this.#listeners.clear();
    this.#tellEnd(error);
  }
}
