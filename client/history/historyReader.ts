import type { Subscription } from '../store/emitter';
import type { JobStore } from '../store/jobStore';
import { isGoing, type RunNode } from '../store/nodes';
import type { History } from './readHistory';

/** How a {@link HistoryReader} gets at what it needs. */
export interface HistoryReaderOptions {
  read: () => Promise<History>;
  onError: (error: unknown) => void;
  /** Told of each file that cannot be read, once. */
  onUnreadable: (sentence: string) => void;
}

/** A backup whose outcome is not on disk yet: of another program's, that is so for as long as QEMU has jobs of it. */
function isOpen(run: RunNode): boolean {
  return isGoing(run) || run.origin === 'elsewhere';
}

/**
 * Decides when past backups are read: when somebody asks, and, once somebody has, after the end of each backup. Nothing
 * is polled.
 */
export class HistoryReader {
  readonly #subscription: Subscription;
  readonly #told = new Set<string>();
  #open: ReadonlySet<string> = new Set();
  #reading: Promise<void> | undefined;
  #again: 'no' | 'yes' = 'no';
  #state: 'unread' | 'read' = 'unread';

  constructor(
    private readonly store: JobStore,
    private readonly options: HistoryReaderOptions,
  ) {
    this.#subscription = store.onChange(() => this.#noteEnds());
  }

  /** Reads what there is, unless that was done already. */
  async readOnce(): Promise<void> {
    if (this.#state === 'unread') await this.refresh();
  }

  /** Something has changed beside the targets; it is read anew if anybody has asked for it before. */
  async refreshIfRead(): Promise<void> {
    if (this.#state === 'read') await this.refresh();
  }

  /** Reads anew; never rejects. One who asks during a reading gets what the next one tells. */
  async refresh(): Promise<void> {
    this.#state = 'read';
    if (this.#reading !== undefined) {
      this.#again = 'yes';
      return this.#reading;
    }
    this.#reading = this.#read();
    await this.#reading;
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #read(): Promise<void> {
    try {
      do {
        this.#again = 'no';
        const { runs, unreadable } = await this.options.read();
        for (const sentence of unreadable) {
          if (!this.#told.has(sentence)) this.options.onUnreadable(sentence);
          this.#told.add(sentence);
        }
        this.store.setHistory(runs);
      } while (this.#isAskedAgain());
    } catch (error) {
      this.options.onError(error);
    } finally {
      this.#reading = undefined;
    }
  }

  #isAskedAgain(): boolean {
    return this.#again === 'yes';
  }

  #noteEnds(): void {
    const runs = this.store.connections.flatMap(({ runs: all }) => all.filter(isOpen));
    const open = new Set(runs.map(({ snapshot }) => snapshot.run));
    const hasEnded = [...this.#open].some((run) => !open.has(run));
    this.#open = open;
    if (hasEnded) void this.refreshIfRead();
  }
}
