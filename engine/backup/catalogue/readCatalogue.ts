import path from 'node:path';
import { exists, look, resolved } from '../host/files';
import { walkFolder, type Extent } from '../host/walkFolder';
import { isManifestName, manifestName, readManifest } from '../manifest/manifestFile';
import { pathBeside, targetPath } from '../manifest/targetPaths';
import type { RunId } from '../names/runId';
import { type Catalogue, type CatalogueRun, type ManifestCopy, type UnreadableManifest } from './catalogue';
import { inOrder } from './inOrder';
import { locateTargets } from './locateTargets';
import { isDenied, reasonOf } from '../records/reasonOf';

/** One copy of a run's manifest, as it was come upon. */
interface Copy extends ManifestCopy {
  /** Its path with links followed. */
  itself: string;
  place: CatalogueRun['place'];
}

const sealed = ({ manifest }: Copy) => manifest.disks.filter(({ sha256 }) => sha256 !== undefined).length;

/** The copy to believe first: one that is as it was written, and of those the one with the most digests. */
function order(a: Copy, b: Copy): number {
  if (a.state !== b.state) return a.state === 'as-written' ? -1 : 1;
  return sealed(b) - sealed(a) || a.file.localeCompare(b.file);
}

/**
 * Puts the copies of each run's manifest together. A target is where one of them finds it.
 * @param near the folder whose own files are meant where several copies of a backup are there; links followed
 */
async function toRuns(all: readonly Copy[][], near: string | undefined): Promise<CatalogueRun[]> {
  const isNear = ({ itself }: Copy) => path.dirname(itself) === near;
  const runs = all.flatMap((copies) => {
    const sorted = copies.toSorted(order);
    const [best] = sorted;
    const others = sorted.filter((copy) => !isNear(copy));
    return best ? [{ best, sorted, near: sorted.filter(isNear), others }] : [];
  });
  const disks = await locateTargets(runs);
  return runs.map(({ best: { manifest }, sorted }, index) => ({
    run: manifest.run,
    manifest,
    disks: disks[index] ?? [],
    manifests: sorted.map(({ file, state, manifest: own }) => ({ file, state, manifest: own })),
    place: sorted.some(({ place }) => place === 'here') ? 'here' : 'elsewhere',
  }));
}

/** Gathers the copies of manifests by run. */
class Gathering {
  readonly runs = new Map<RunId, Copy[]>();
  readonly unreadable: UnreadableManifest[] = [];
  readonly hidden: string[] = [];
  private readonly seen = new Set<string>();

  async add(file: string, place: CatalogueRun['place']): Promise<void> {
    // A folder that a link leads to is looked into once.
    const itself = await resolved(file);
    if (this.seen.has(itself)) return;
    this.seen.add(itself);
    const read = await readManifest(file);
    if (read.kind === 'unreadable') {
      this.unreadable.push({ kind: 'manifest', file, reason: read.reason });
      if (read.access === 'denied') this.hidden.push(file);
      return;
    }
    const { manifest } = read;
    const state = read.kind === 'edited' ? 'edited' : 'as-written';
    const copy: Copy = { file, itself, manifest, place, state };
    this.runs.set(manifest.run, [...(this.runs.get(manifest.run) ?? []), copy]);
  }

  /** Where the manifests may be that runs build on, and that are not known yet. */
  get hints(): string[] {
    return [...this.runs.values()].flat().flatMap(({ file, manifest }) =>
      manifest.disks.flatMap(({ parent }) => {
        if (parent?.target === undefined || this.runs.has(parent.run)) return [];
        // A manifest is known by its name: beside this one is as good a place as where its target was.
        return [targetPath(file, parent.target), pathBeside(file, parent.target)].map((place) =>
          path.join(path.dirname(place), manifestName(parent.run)),
        );
      }),
    );
  }
}

/** Where manifests are looked for. */
export interface CatalogueOptions {
  /** More folders, which are looked at without what is below them; one that is not there has none. */
  alone?: readonly string[];
  /** An absolute path: where a backup is there in several copies, the one in this folder is meant. */
  near?: string;
  signal?: AbortSignal;
}

/** Looks for what increments build on where it was when they were made. */
async function followHints(gathering: Gathering, signal: AbortSignal | undefined): Promise<void> {
  const tried = new Set<string>();
  const open = () => gathering.hints.filter((file) => !tried.has(file));
  for (let hints = open(); hints.length > 0; hints = open()) {
    for (const file of hints) {
      signal?.throwIfAborted();
      tried.add(file);
      const found = await look(file, 'links').catch((error: unknown) => {
        if (isDenied(error)) gathering.hidden.push(file);
      });
      if (found) await gathering.add(file, 'elsewhere');
    }
  }
}

/**
 * Reads what the manifests in some folders, and in those below, say. What increments build on is also looked for where
 * it was when they were made.
 * @throws {Error} where one of the folders cannot be read
 * @throws the signal's reason
 */
export async function readCatalogue(
  folders: readonly string[],
  { alone = [], near, signal }: CatalogueOptions = {},
): Promise<Catalogue> {
  const gathering = new Gathering();
  const lookInto = async (folder: string, extent: Extent) => {
    const { files, unreadable } = await walkFolder(folder, extent, isManifestName, signal);
    gathering.unreadable.push(...unreadable.map((one) => ({ kind: 'folder' as const, ...one })));
    for (const file of files) await gathering.add(file, 'here');
  };
  for (const folder of folders) await lookInto(folder, 'below');
  for (const folder of alone) {
    if (!(await exists(folder))) continue;
    // One that may not be looked into does not keep the others back.
    await lookInto(folder, 'alone').catch((error: unknown) => {
      signal?.throwIfAborted();
      const reason = reasonOf(error);
      gathering.unreadable.push({
        kind: 'folder',
        file: folder,
        reason: `it cannot be looked into: ${reason}`,
      });
    });
  }
  await followHints(gathering, signal);
  const beside = near === undefined ? undefined : await resolved(near);
  const runs = await toRuns([...gathering.runs.values()], beside);
  return {
    runs: inOrder(runs),
    unreadable: gathering.unreadable,
    hidden: gathering.hidden,
  };
}
