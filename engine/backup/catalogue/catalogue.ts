import type { Manifest, ManifestDisk } from '../manifest/manifest';
import type { RunId } from '../names/runId';

/** One disk of a run, with where its target is now. */
export interface CatalogueDisk extends ManifestDisk {
  /** The absolute path of its target; there may be nothing any more. */
  file: string;
}

/** A run, as its manifest tells. */
export interface CatalogueRun {
  run: RunId;
  manifest: Manifest;
  disks: CatalogueDisk[];
  /** The copies of its manifest: absolute paths, those that are as they were written first. */
  manifests: { file: string; state: 'as-written' | 'edited' }[];
  /** `elsewhere`: outside the folders that were asked for, and here only because an increment builds on it. */
  place: 'here' | 'elsewhere';
}

/** A file that is called like a manifest and is none that can be read. */
export interface UnreadableManifest {
  /** Its absolute path. */
  file: string;
  /** What is wrong with it, as a clause. */
  reason: string;
}

/** What the manifests in some folders say. It is read anew each time: there is nothing that could be lost. */
export interface Catalogue {
  /** The newest first. */
  runs: CatalogueRun[];
  unreadable: UnreadableManifest[];
}

/** A run of a catalogue. */
export function runOf({ runs }: Catalogue, run: RunId): CatalogueRun | undefined {
  return runs.find((candidate) => candidate.run === run);
}

/** The newest first; runs that were started in one millisecond, by their ids. */
export function newestFirst(a: CatalogueRun, b: CatalogueRun): number {
  const [first, second] = [a, b].map(({ manifest, run }) => `${manifest.startedAt} ${run}`);
  return (first ?? '') < (second ?? '') ? 1 : -1;
}
