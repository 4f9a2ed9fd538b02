import type { QmpEvent } from './events';
import { QmpDisconnectedError, type QmpError } from './errors';

export interface NextOptions {
  readonly signal?: AbortSignal;
  /** How long to wait, in ms; without it, for ever. */
  readonly timeout?: number;
}

/**
 * A queue of events of its own: no event is lost between two calls of {@link next}, and no other
 * listener can take one away. Made by `QmpClient.listen()`, before the command whose events it
 * awaits is sent. Only its owner closes it, or the end of the session does; what had arrived by
 * then can still be read. Events come from QEMU as a whole: before the reply of the command that
 * caused them, too.
 */
export class QmpListener<E extends QmpEvent = QmpEvent> implements AsyncIterable<E>, Disposable {
  readonly #accepts: (event: QmpEvent) => event is E;
  readonly #forget: () => void;
  readonly #queue: E[] = [];
  readonly #waiting: Array<() => void> = [];
  #end: { readonly error: QmpError | undefined } | undefined;

  /**
   * @param accepts which events to queue
   * @param forget tells the session to offer no more
   */
  constructor(accepts: (event: QmpEvent) => event is E, forget: () => void) {
    this.#accepts = accepts;
    this.#forget = forget;
  }

  /**
   * The oldest event not yet taken; undefined when `timeout` passed without one.
   * @throws QmpDisconnectedError once the session or the listener has ended and the queue is empty;
   *   its cause is why the session ended
   */
  async next(options: NextOptions = {}): Promise<E | undefined> {
    const { signal, timeout } = options;
    const deadline = timeout === undefined ? undefined : performance.now() + timeout;
    for (;;) {
      signal?.throwIfAborted();
      const event = this.#queue.shift();
      if (event !== undefined) {
        return event;
      }
      if (this.#end !== undefined) {
        throw new QmpDisconnectedError('No more events come: the session with QEMU has ended.', {
          cause: this.#end.error,
        });
      }
      const left = deadline === undefined ? undefined : deadline - performance.now();
      if (left !== undefined && left <= 0) {
        return undefined;
      }
      await this.#change(signal, left);
    }
  }

  /** Ends the listener: the events of its queue stay readable, no new one comes. Idempotent. */
  close(): void {
    this.#finish(undefined);
    this.#forget();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * The events as they come; ends with the listener or with `QmpClient.close()`, and closes the
   * listener when the loop is left early.
   * @throws QmpError when the session broke: why it ended
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<E, void, undefined> {
    try {
      for (;;) {
        const event = this.#queue.shift();
        if (event !== undefined) {
          yield event;
        } else if (this.#end !== undefined) {
          if (this.#end.error !== undefined) {
            throw this.#end.error;
          }
          return;
        } else {
          await this.#change(undefined, undefined);
        }
      }
    } finally {
      this.close();
    }
  }

  /** For the client: takes the event when the filter wants it. */
  offer(event: QmpEvent): void {
    if (this.#end === undefined && this.#accepts(event)) {
      this.#queue.push(event);
      this.#wake();
    }
  }

  /** For the client: the session has ended. */
  sessionEnded(error: QmpError | undefined): void {
    this.#finish(error);
  }

  #finish(error: QmpError | undefined): void {
    this.#end ??= { error };
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) {
      wake();
    }
  }

  /** Resolves at the next change, abort or after `timeout` ms; the caller looks at what happened. */
  #change(signal: AbortSignal | undefined, timeout: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const timer = timeout === undefined ? undefined : setTimeout(() => wake(), timeout);
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        const index = this.#waiting.indexOf(wake);
        if (index >= 0) {
          this.#waiting.splice(index, 1);
        }
        resolve();
      };
      this.#waiting.push(wake);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }
}
