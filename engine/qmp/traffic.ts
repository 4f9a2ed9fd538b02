import type { QmpEvent } from './events';
import { withoutSecrets } from './withoutSecrets';

/** One message between this client and QEMU. Passwords and keys are left out of it, so that it can be logged. */
export type QmpTraffic =
  | { readonly kind: 'sent'; readonly id: number; readonly command: string; readonly arguments: unknown }
  | { readonly kind: 'returned'; readonly id: number; readonly command: string; readonly value: unknown }
  | {
      readonly kind: 'refused';
      readonly id: number;
      readonly command: string;
      readonly class: string;
      readonly desc: string;
    }
  | { readonly kind: 'event'; readonly name: string; readonly data: unknown };

/** Is told of each message as it passes. What it throws changes nothing about the session. */
export type QmpObserver = (message: QmpTraffic) => void;

/** The observers of one session. Messages are prepared only while there are any. */
export class Observers {
  readonly #observers = new Set<QmpObserver>();

  /** @returns ends the observation */
  add(observer: QmpObserver): { dispose(): void } {
    // The same function may be handed in twice, and each has an end of its own.
    const own: QmpObserver = (message) => observer(message);
    this.#observers.add(own);
    return { dispose: () => void this.#observers.delete(own) };
  }

  sent(id: number, command: string, args: object): void {
    this.#tell(() => ({ kind: 'sent', id, command, arguments: withoutSecrets(args) }));
  }

  returned(id: number, command: string, value: unknown): void {
    this.#tell(() => ({ kind: 'returned', id, command, value: withoutSecrets(value) }));
  }

  refused(id: number, command: string, reason: { class: string; desc: string }): void {
    this.#tell(() => ({
      kind: 'refused',
      id,
      command,
      class: reason.class,
      desc: String(withoutSecrets(reason.desc)),
    }));
  }

  event(event: QmpEvent): void {
    const name = event.name === 'OTHER' ? event.event : event.name;
    this.#tell(() => ({ kind: 'event', name, data: withoutSecrets(event.data) }));
  }

  #tell(prepare: () => QmpTraffic): void {
    if (this.#observers.size === 0) return;
    const message = prepare();
    for (const observer of this.#observers) {
      try {
        observer(message);
      } catch (error) {
        process.emitWarning(error instanceof Error ? error : String(error));
      }
    }
  }
}
