import type { SettledGone, SettledRun } from '../../engine';
import { localityOf } from '../connections/locality';
import type { Subscription } from './emitter';
import type { JobStore } from './jobStore';
import type { ConnectionNode } from './nodes';
import type { Lookout } from './lookout';

/** How {@link GoneRuns} gets at what it needs. */
export interface GoneRunsOptions {
  /** Settles, by their records alone, the runs of a machine that nothing serves any more. */
  settle: (node: ConnectionNode) => Promise<SettledGone>;
  /** Told of each run that was settled, once it has a row. */
  onSettled: (node: ConnectionNode, settled: SettledRun) => void;
  /** Told once of each that could not be: it is tried again. */
  onError: (node: ConnectionNode, error: unknown) => void;
}

/** Whether nothing serves a machine's monitor any more. */
export function isUnserved({ state }: ConnectionNode): boolean {
  return state.kind === 'missing' || state.kind === 'refused';
}

/**
 * Settles the backups whose QEMU has ended after the program that followed them, as soon as a look shows it: nobody will
 * ever tell how they ended, and the files that stay of them are named nowhere else. The program may end after its QEMU,
 * so each look counts, also one that shows nothing new.
 */
export class GoneRuns {
  readonly #subscription: Subscription;
  readonly #underWay = new Set<ConnectionNode>();
  /** The runs that were told of: where its end cannot be recorded, one stays to be settled. */
  readonly #settled = new Set<string>();
  readonly #complaints = new Set<string>();

  constructor(
    private readonly store: JobStore,
    lookout: Pick<Lookout, 'onLooked'>,
    private readonly options: GoneRunsOptions,
  ) {
    this.#subscription = lookout.onLooked((node) => void this.#settle(node));
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #settle(node: ConnectionNode): Promise<void> {
    // What another host's address not answering means, nobody here can tell.
    if (!isUnserved(node) || localityOf(node.connection.socket) === 'remote') return;
    if (this.#underWay.has(node)) return;
    this.#underWay.add(node);
    try {
      const { settled, troubles } = await this.options.settle(node);
      for (const one of settled) this.#tell(node, one);
      for (const trouble of troubles) this.#complain(node, trouble);
    } catch (error) {
      this.#complain(node, error);
    } finally {
      this.#underWay.delete(node);
    }
  }

  #tell(node: ConnectionNode, settled: SettledRun): void {
    const { run } = settled.result;
    if (this.#settled.has(run)) return;
    this.#settled.add(run);
    this.store.addRun(node, settled.snapshot);
    this.options.onSettled(node, settled);
  }

  #complain(node: ConnectionNode, error: unknown): void {
    const message = String(error);
    if (this.#complaints.has(message)) return;
    this.#complaints.add(message);
    this.options.onError(node, error);
  }
}
