import type { BackupRun, RunResult } from '../../engine';
import { leaveOnAbort } from '../connections/leaveOnAbort';
import type { JobStore } from './jobStore';
import type { ConnectionNode, RunNode } from './nodes';
import type { RunFacts } from './runFacts';

/** The runs that this window has started and follows. */
export class WindowRuns {
  readonly #runs = new Map<RunNode, BackupRun>();

  constructor(private readonly store: JobStore) {}

  /**
   * Starts a run whose id is known before. QEMU knows of a run before this window knows that it has started, and a
   * look in between must not take it for somebody else's.
   * @throws what `start` throws
   */
  async start(id: string, start: () => Promise<BackupRun>): Promise<BackupRun> {
    this.store.claim(id);
    try {
      return await start();
    } catch (error) {
      this.store.release(id);
      throw error;
    }
  }

  /**
   * Keeps the store up to date on a run that was started here, until it has ended. The run's id stays ours then, for
   * the sake of looks that began before, except where QEMU may still tell how it ended.
   * @throws the signal's reason at once when it is aborted; the run goes on in QEMU
   */
  async follow(
    connection: ConnectionNode,
    run: BackupRun,
    signal: AbortSignal,
    facts?: RunFacts,
  ): Promise<RunResult> {
    const node = this.store.addRun(connection, run.snapshot(), facts);
    this.#runs.set(node, run);
    const subscription = run.onChange((snapshot) => this.store.runChanged(node, snapshot));
    try {
      const result = await leaveOnAbort(run.finished, signal);
      if (result.outcome === 'unknown') this.store.release(run.id);
      return result;
    } finally {
      subscription.dispose();
      this.#runs.delete(node);
    }
  }

  /** What follows a run in this window, if that does. */
  followed(node: RunNode): BackupRun | undefined {
    return this.#runs.get(node);
  }

  /**
   * Cancels a run, if this window follows it. How it ended is then told to the one who follows it.
   * @returns `ended`: it had ended already; `silent`: QEMU does not answer, it was asked to; `elsewhere`: this window does not follow it
   * @throws {QmpError} when QEMU does not answer
   */
  async cancel(node: RunNode): Promise<'requested' | 'ended' | 'silent' | 'elsewhere'> {
    return (await this.#runs.get(node)?.cancel()) ?? 'elsewhere';
  }
}
