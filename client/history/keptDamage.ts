import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { writeAtomically } from '../../engine';
import type { KnownDamage, Verdicts } from '../store/verdicts';
import type { PastRun } from './pastRun';

/** What a file keeps: the damage of one run, of the copy of it that lies in these folders. */
const keptSchema = v.object({
  version: v.literal(1),
  folders: v.array(v.string()),
  damages: v.array(v.object({ disk: v.optional(v.string()), message: v.string(), at: v.number() })),
});
type Kept = v.InferOutput<typeof keptSchema>;

/** The folders of a past backup's targets: what was found in one copy of it says nothing of another. */
function foldersOf({ disks }: PastRun): string[] {
  return [...new Set(disks.map(({ target }) => path.dirname(target)))].toSorted();
}

/** Whether a folder is at hand: where it is not, what lies in it is not gone. */
async function isAtHand(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  return names.length > 0;
}

/**
 * Keeps the damage that was found in past backups in files, one a run, so that the next window marks it, too: until it is
 * found sound, or is no more. All windows share them.
 */
export class KeptDamage {
  /** One thing after the other. */
  #queue: Promise<unknown> = Promise.resolve();
  /** The runs whose damage there was a file of: where that goes, another window has found them sound. */
  readonly #filed = new Set<string>();

  /**
   * @param folder where the files are; it is made with the first
   * @param onError told of a file that could not be written: the marks stay until the window is closed
   */
  constructor(
    private readonly folder: string,
    private readonly verdicts: Verdicts,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** Keeps what is known of a run now. Never rejects. */
  keep(past: PastRun): Promise<void> {
    return this.#inTurn(() => this.#keep(past)).catch(this.onError);
  }

  /**
   * Takes over what is on file of the past backups that there are, and forgets those that are gone.
   * @throws {Error} where the folder cannot be read
   */
  restore(pasts: readonly PastRun[]): Promise<void> {
    return this.#inTurn(() => this.#restore(pasts));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  #fileOf(run: string): string {
    return path.join(this.folder, `${run}.json`);
  }

  async #keep(past: PastRun): Promise<void> {
    const file = this.#fileOf(past.run);
    const damages = this.verdicts.damagesOf(past.run);
    if (damages.length === 0) {
      await rm(file, { force: true });
      this.#filed.delete(past.run);
      return;
    }
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const kept: Kept = { version: 1, folders: foldersOf(past), damages };
    await writeAtomically(file, `${JSON.stringify(kept, undefined, 2)}\n`);
    this.#filed.add(past.run);
  }

  async #restore(pasts: readonly PastRun[]): Promise<void> {
    const names = await readdir(this.folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    const found = new Map<string, KnownDamage[]>();
    for (const name of names.filter((one) => one.endsWith('.json') && !one.startsWith('.'))) {
      const run = path.basename(name, '.json');
      const kept = await this.#read(run);
      if (kept === undefined) continue;
      const past = pasts.find((one) => one.run === run);
      if (past !== undefined && foldersOf(past).join('\0') === kept.folders.join('\0'))
        found.set(run, kept.damages);
      if (past === undefined && (await areAllAtHand(kept.folders)))
        await rm(this.#fileOf(run), { force: true });
    }
    for (const run of this.#filed) if (!found.has(run)) this.verdicts.takeOver(run, []);
    for (const [run, damages] of found) this.verdicts.takeOver(run, damages);
    this.#filed.clear();
    for (const run of found.keys()) this.#filed.add(run);
  }

  /** Of another version, or damaged itself, it says nothing. */
  async #read(run: string): Promise<Kept | undefined> {
    const text = await readFile(this.#fileOf(run), 'utf8').catch(() => '');
    const read = v.safeParse(v.pipe(v.string(), v.parseJson(), keptSchema), text);
    return read.success ? read.output : undefined;
  }
}

async function areAllAtHand(folders: readonly string[]): Promise<boolean> {
  for (const folder of folders) if (!(await isAtHand(folder))) return false;
  return true;
}
