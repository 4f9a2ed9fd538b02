import { Emitter } from './emitter';

/** Something long that is done with a past backup. */
export interface Work {
  kind: 'verify' | 'restore';
  /** Bytes done and bytes in all; 0 of 0 until that is known. */
  current: number;
  total: number;
}

/** What is under way on past backups, by their runs, and how it is ended before its time. Does no I/O. */
export class WorkStore {
  readonly #works = new Map<string, { work: Work; abort: AbortController }>();
  readonly #changes = new Emitter<string>();
  /** Fires with the run's id. */
  readonly onChange = this.#changes.event;

  of(run: string): Work | undefined {
    return this.#works.get(run)?.work;
  }

  get underWay(): number {
    return this.#works.size;
  }

  /**
   * Shows work on a run while it is done.
   * @throws what it throws; the signal's reason once it is stopped
   */
  async do<T>(
    run: string,
    kind: Work['kind'],
    work: (
      signal: AbortSignal,
      onProgress: (progress: { current: number; total: number }) => void,
    ) => Promise<T>,
  ): Promise<T> {
    const abort = new AbortController();
    const show = ({ current, total }: { current: number; total: number }): void => {
      this.#works.set(run, { work: { kind, current, total }, abort });
      this.#changes.fire(run);
    };
    show({ current: 0, total: 0 });
    try {
      return await work(abort.signal, show);
    } finally {
      this.#works.delete(run);
      this.#changes.fire(run);
    }
  }

  /** Ends the work on a run. */
  stop(run: string): void {
    this.#works.get(run)?.abort.abort();
  }

  /** Ends all work: the window closes. */
  dispose(): void {
    for (const { abort } of this.#works.values()) abort.abort();
  }
}
