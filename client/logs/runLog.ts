import type { BackupRun, QmpClient, RunResult, RunSnapshot } from '../../engine';
import type { RunLogs } from './runLogs';
import { TrafficLines } from './trafficLines';

/** How a backup ended: a line for the whole, and one for each disk. */
export function resultLines({ outcome, disks }: RunResult): string[] {
  return [
    `Outcome: ${outcome}`,
    ...disks.map(({ disk, target, outcome: ended, error, remains }) => {
      const why = error === undefined ? '' : ` (${error})`;
      // Of an outcome that is not known the error names it.
      const file =
        remains === undefined || ended === 'unknown' ? '' : `, what it wrote so far is in ${remains}`;
      return `  ${disk} → ${target}: ${ended}${why}${file}`;
    }),
  ];
}

/** Writes what happens to one run into its log, and what is sent and answered while a session with its machine serves it. */
export class RunLog {
  #lines = new TrafficLines();
  readonly #states = new Map<string, string>();
  #observation: { dispose(): void } | undefined;
  #contact = 'answering';

  constructor(
    private readonly logs: RunLogs,
    private readonly run: string,
    client?: QmpClient,
  ) {
    if (client !== undefined) this.#observe(client);
  }

  /** Goes on with the session that takes the place of a lost one, once that is there. */
  async through<T extends { client: QmpClient }>(session: Promise<T>): Promise<T> {
    const next = await session;
    // The run may have been left meanwhile.
    if (this.#observation !== undefined) this.#observe(next.client);
    return next;
  }

  /** Something that was done, or asked for, besides what QEMU was sent. */
  note(...lines: string[]): void {
    this.logs.append(this.run, 'event', ...lines.map((line) => `[info] ${line}`));
  }

  /** Notes each change of a disk's state from now on. */
  follow(backup: BackupRun): void {
    this.#see(backup.snapshot());
    backup.onChange((snapshot) => this.#see(snapshot));
  }

  /** Notes how it ended. */
  end(result: RunResult): void {
    this.note(...resultLines(result));
  }

  dispose(): void {
    this.#observation?.dispose();
    this.#observation = undefined;
    const summary = this.#lines.summary();
    if (summary !== undefined) this.logs.append(this.run, 'event', summary);
  }

  /** Messages are told apart by their ids, which each session counts for itself. */
  #observe(client: QmpClient): void {
    if (this.#observation !== undefined) this.dispose();
    const lines = new TrafficLines();
    this.#lines = lines;
    this.#observation = client.observe((message) => {
      const line = lines.take(message);
      if (line !== undefined) this.logs.append(this.run, 'message', line);
    });
  }

  #see({ disks, contact }: RunSnapshot): void {
    if (contact.kind !== this.#contact)
      this.note(contact.kind === 'silent' ? 'QEMU does not answer' : 'QEMU answers again');
    this.#contact = contact.kind;
    for (const { disk, state, current, total } of disks) {
      if (this.#states.get(disk) === state) continue;
      this.#states.set(disk, state);
      this.note(`${disk}: ${state}, ${current} of ${total} bytes`);
    }
  }
}
