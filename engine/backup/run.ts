import type { QmpClient, QmpListener } from '../qmp';
import { requestCancel, type CancelAnswer } from './cancel';
import type { RunResult, RunSnapshot } from './model';
import type { BackupPlan } from './plan';
import { settle } from './settle';
import type { TargetMaker } from './targets';
import { Tracker } from './tracker';
import { watchJobs } from './watch';

/** A started backup, followed to its end. It owns neither the client nor the machine: QEMU goes on without it. */
export class BackupRun {
  /** What became of the run. Never rejects: a lost connection is the outcome `unknown`. */
  readonly finished: Promise<RunResult>;
  private readonly tracker: Tracker;
  private readonly listeners = new Set<(snapshot: RunSnapshot) => void>();
  private readonly startedAt = Date.now();
  private result: RunResult | undefined;
  private endedAt: number | undefined;

  constructor(
    private readonly client: QmpClient,
    readonly plan: BackupPlan,
    private readonly maker: TargetMaker,
    private readonly events: QmpListener,
  ) {
    this.tracker = new Tracker(
      plan.disks.map(({ disk, job, target }) => ({ disk, job, target: target.path })),
    );
    this.finished = this.follow();
  }

  /** The run as of the last look at it. */
  snapshot(): RunSnapshot {
    const { run, name } = this.plan;
    const { disks } = this.tracker;
    const cancelling = disks.some((disk) => disk.state === 'cancelling');
    return {
      run,
      name,
      state: this.result?.outcome ?? (cancelling ? 'cancelling' : 'running'),
      startedAt: this.startedAt,
      ...(this.endedAt !== undefined && { endedAt: this.endedAt }),
      disks,
    };
  }

  /** Calls a listener at each look at the jobs, and once more at the end. */
  onChange(listener: (snapshot: RunSnapshot) => void): { dispose(): void } {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /**
   * Asks QEMU to abort the whole group. What came of it is told by `finished`: a backup may complete first.
   * @throws {QmpError} when QEMU does not answer
   */
  async cancel(): Promise<CancelAnswer> {
    return requestCancel(this.client, this.tracker.unfinished);
  }

  private async follow(): Promise<RunResult> {
    const { run, disks, locality } = this.plan;
    let { results } = this.tracker;
    try {
      await watchJobs(this.client, this.tracker, this.events, () => this.notify());
      results = await settle(this.client, this.tracker.results, {
        jobs: disks.map((disk) => disk.job),
        nodes: this.maker.nodes,
        files: disks.flatMap(({ target }) =>
          target.type === 'file' ? [{ writtenTo: target.writtenTo, target: target.path }] : [],
        ),
        locality,
      });
    } catch (error) {
      // Without QEMU nobody can say whether its last writes arrived, even of a job that had concluded.
      this.tracker.lose(error instanceof Error ? error.message : String(error));
      ({ results } = this.tracker);
    } finally {
      this.events.close();
    }
    this.result = { run, ...results };
    this.endedAt = Date.now();
    this.notify();
    return this.result;
  }

  private notify(): void {
    const snapshot = this.snapshot();
    for (const listener of this.listeners) listener(snapshot);
  }
}
