import path from 'node:path';
import { look, resolved } from '../host/files';
import type { ManifestDisk } from '../manifest/manifest';
import { pathBeside, targetPath } from '../manifest/targetPaths';
import type { CatalogueDisk, ManifestCopy } from './catalogue';

/** The copies of one run's manifest. */
export interface Copies {
  /** The one to believe first. */
  best: ManifestCopy;
  /** Those whose own files are meant where there are several. */
  near: readonly ManifestCopy[];
  others: readonly ManifestCopy[];
}

/** Follows the links of folders, each looked up once. A device is known by many links, a file is what has the name. */
class Names {
  readonly #folders = new Map<string, Promise<string>>();

  async itself(file: string, type: ManifestDisk['type']): Promise<string> {
    if (type === 'block') return resolved(file);
    const folder = path.dirname(file);
    const known = this.#folders.get(folder) ?? resolved(folder);
    this.#folders.set(folder, known);
    return path.join(await known, path.basename(file));
  }
}

/** Whether there is something at a path; what may not be looked at may be there. */
async function isThere(file: string): Promise<boolean> {
  return look(file, 'itself').then(
    (found) => found !== undefined,
    () => true,
  );
}

/** The copies that have the most of their targets first, so that a whole one is not mixed with what is left of another. */
async function fullestFirst(copies: readonly ManifestCopy[]): Promise<readonly ManifestCopy[]> {
  if (copies.length < 2) return copies;
  const counted = await Promise.all(
    copies.map(async (copy) => {
      const there = await Promise.all(
        copy.manifest.disks.map(({ target }) => isThere(targetPath(copy.file, target))),
      );
      return { copy, count: there.filter(Boolean).length };
    }),
  );
  return counted.toSorted((a, b) => b.count - a.count).map(({ copy }) => copy);
}

/** Each copy's word for one disk, as it is written there. */
function wordsFor({ disk }: ManifestDisk, { near, others }: Copies) {
  const wordsOf = (copies: readonly ManifestCopy[]) =>
    copies.flatMap((copy) => {
      const own = copy.manifest.disks.find((candidate) => candidate.disk === disk);
      return own ? [{ copy, target: own.target }] : [];
    });
  const isBeside = ({ target }: { target: string }) => path.basename(target) === target;
  const words = wordsOf(others);
  // The folders of a run may have been moved apart: the copy that lies beside a target knows best where that is.
  return [...wordsOf(near), ...words.filter(isBeside), ...words.filter((word) => !isBeside(word))];
}

/** A disk where one of the copies says that its target is, and whether that is there. */
async function named(
  disk: ManifestDisk,
  copies: Copies,
  names: Names,
): Promise<{ disk: CatalogueDisk; state: 'there' | 'missing' }> {
  const paths = [...new Set(wordsFor(disk, copies).map(({ copy, target }) => targetPath(copy.file, target)))];
  const there = await Promise.all(paths.map(isThere));
  const file = paths.find((_, index) => there[index]) ?? paths[0] ?? '';
  const claims = await Promise.all(paths.map((one) => names.itself(one, disk.type)));
  const itself = await names.itself(file, disk.type);
  return {
    disk: { ...disk, file, found: 'named', itself, claims },
    state: there.includes(true) ? 'there' : 'missing',
  };
}

/**
 * The files beside the copies that have the name of a target which is missing, and may be it: no target of any run is
 * said to be there, it is as long as it was, and the digest will tell whoever reads it. A manifest without a digest
 * cannot tell its target from another file of that name; only for one that could not lie beside its target, bringing that
 * to it is the only way.
 */
async function candidates(
  disk: CatalogueDisk,
  copies: Copies,
  claimed: ReadonlySet<string>,
  names: Names,
): Promise<CatalogueDisk[]> {
  if (disk.type === 'block') return [];
  const found: CatalogueDisk[] = [];
  for (const { copy, target } of wordsFor(disk, copies)) {
    if (disk.sha256 === undefined && !path.isAbsolute(target)) continue;
    const file = pathBeside(copy.file, target);
    const itself = await names.itself(file, disk.type);
    const seen = await look(file, 'itself').catch(() => undefined);
    const fits = seen?.isFile() === true && (disk.size === undefined || seen.size === disk.size);
    if (fits && !claimed.has(itself)) found.push({ ...disk, file, itself, found: 'beside' });
  }
  return found;
}

/**
 * Finds the targets of all runs: where a copy of the manifest says that they are; and where there is nothing, beside a
 * copy, as long as one target alone may be meant.
 * @returns the disks of each run, in the order given
 */
export async function locateTargets(runs: readonly Copies[]): Promise<CatalogueDisk[][]> {
  const names = new Names();
  const located = await Promise.all(
    runs.map(async ({ best, ...copies }) => {
      const near = await fullestFirst(copies.near);
      const others = await fullestFirst(copies.others);
      return Promise.all(best.manifest.disks.map((disk) => named(disk, { best, near, others }, names)));
    }),
  );
  const claimed = new Set(located.flat().flatMap(({ disk }) => disk.claims));
  const guesses = new Map<CatalogueDisk, CatalogueDisk[]>();
  for (const [index, copies] of runs.entries())
    for (const { disk, state } of located[index] ?? [])
      if (state === 'missing') guesses.set(disk, await candidates(disk, copies, claimed, names));
  const wanted = [...guesses.values()].flatMap((own) => [...new Set(own.map(({ itself }) => itself))]);
  const isWantedOnce = ({ itself }: CatalogueDisk) => wanted.filter((one) => one === itself).length === 1;
  return located.map((disks) => disks.map(({ disk }) => guesses.get(disk)?.find(isWantedOnce) ?? disk));
}
