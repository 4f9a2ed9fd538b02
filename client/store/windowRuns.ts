import type { BackupRun, RunResult } from '../../engine';
import type { ConnectionNode, JobStore, RunNode } from './jobStore';

/** The runs that this window has started and follows. */
export class WindowRuns {
  readonly #runs = new Map<RunNode, BackupRun>();

  constructor(private readonly store: JobStore) {}

  /** Keeps the store up to date on a run until it has ended. */
  async follow(connection: ConnectionNode, run: BackupRun): Promise<RunResult> {
    const node = this.store.addRun(connection, run.snapshot());
    this.#runs.set(node, run);
    const subscription = run.onChange((snapshot) => this.store.runChanged(node, snapshot));
    try {
      return await run.finished;
    } finally {
      subscription.dispose();
      this.#runs.delete(node);
    }
  }

  /**
   * Cancels a run, if this window follows it. How it ended is then told to the one who follows it.
   * @returns `ended`: it had ended already; `elsewhere`: this window does not follow it
   * @throws {QmpError} when QEMU does not answer
   */
  async cancel(node: RunNode): Promise<'requested' | 'ended' | 'elsewhere'> {
    return (await this.#runs.get(node)?.cancel()) ?? 'elsewhere';
  }
}
