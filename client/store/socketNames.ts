import { realSocket } from '../../engine';
import type { Subscription } from './emitter';
import type { JobStore } from './jobStore';

/**
 * Keeps up to date by which one name the monitor of each connection is known: past backups are told apart by it, and the
 * settings may name a socket by a link, or through one, where a record names it otherwise.
 */
export class SocketNames {
  readonly #subscription: Subscription;

  constructor(
    private readonly store: JobStore,
    private readonly onError: (error: unknown) => void,
  ) {
    this.#subscription = store.onChange((change) => {
      if (change === 'all') void this.#look();
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** A link may lead elsewhere by the next time. */
  async #look(): Promise<void> {
    try {
      const sockets = this.store.connections.map(({ connection }) => connection.socket);
      const names = sockets.map(async (socket) => [socket, await realSocket(socket)] as const);
      this.store.setSocketNames(new Map(await Promise.all(names)));
    } catch (error) {
      this.onError(error);
    }
  }
}
