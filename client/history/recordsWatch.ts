import { watch, type FSWatcher } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Audience } from '../store/audience';

/** What is written within this time is read in one go, in ms. */
const PAUSE = 300;

/** How a {@link RecordsWatch} gets at what it needs. */
export interface RecordsWatchOptions {
  /** The folders in which something is written when a backup has ended, or was found damaged; some may not be there yet. */
  folders: () => Promise<string[]>;
  onChange: () => void;
  onError: (error: unknown) => void;
}

/** When something in a folder was last given a name, in ms; undefined where there is no such folder. */
async function lastChange(folder: string): Promise<number | undefined> {
  return (await stat(folder).catch(() => undefined))?.mtimeMs;
}

/**
 * Tells when other windows, or the command line, have written down something about a backup: while somebody watches,
 * and as soon as somebody does again. The system tells of it; nothing is polled.
 */
export class RecordsWatch {
  #audience: Audience = 'away';
  #watchers: FSWatcher[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** As of the last change that was told. */
  readonly #seen = new Map<string, number | undefined>();

  constructor(private readonly options: RecordsWatchOptions) {}

  /** Someone began, or ceased, to look at the view. Never rejects. */
  async setAudience(audience: Audience): Promise<void> {
    if (audience === this.#audience) return;
    this.#audience = audience;
    this.#end();
    if (audience === 'watching') await this.#begin().catch(this.options.onError);
  }

  dispose(): void {
    this.#audience = 'away';
    this.#end();
  }

  async #begin(): Promise<void> {
    const folders = await this.options.folders();
    // Nobody may be watching any more, or another beginning may have been faster.
    if (this.#audience === 'away' || this.#watchers.length > 0) return;
    for (const folder of folders) this.#watch(folder);
    await this.#tellChanges(folders);
  }

  /** Of a folder that is not there yet, the one above it tells when it is. */
  #watch(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, () => this.#soon());
      this.#watchers.push(watcher.on('error', this.options.onError));
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (isMissing && path.dirname(folder) !== folder) this.#watch(path.dirname(folder));
      else this.options.onError(error);
    }
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      // A folder may be there now that was not.
      this.#end();
      void this.#begin().catch(this.options.onError);
    }, PAUSE);
  }

  /** The first look has nothing to compare with: what there was then has been read by who shows it. */
  async #tellChanges(folders: readonly string[]): Promise<void> {
    let hasChanged = false;
    for (const folder of folders) {
      const at = await lastChange(folder);
      hasChanged ||= this.#seen.has(folder) && this.#seen.get(folder) !== at;
      this.#seen.set(folder, at);
    }
    if (hasChanged && this.#audience === 'watching') this.options.onChange();
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = [];
  }
}
