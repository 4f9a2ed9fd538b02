import type { Manifest, ManifestDisk } from '../manifest/manifest';
import type { RunId } from '../names/runId';

/** One disk of a run, with where its target is now. */
export interface CatalogueDisk extends ManifestDisk {
  /** The absolute path of its target; there may be nothing any more. */
  file: string;
  /**
   * - `named`: a copy of the manifest says that it is there
   * - `beside`: where the copies say, there is nothing, and this file beside one of them has its name, and nothing speaks
   *   against it. Nothing may be written, removed or concluded because of it.
   */
  found: 'named' | 'beside';
  /** The same as `file`, with links followed, so that it can be compared. */
  itself: string;
  /** Wherever a copy of the manifest says that its target is, links followed. */
  claims: string[];
}

/** A copy of a run's manifest. */
export interface ManifestCopy {
  /** Its absolute path. */
  file: string;
  state: 'as-written' | 'edited';
  /** What this copy says: its paths are its own. */
  manifest: Manifest;
}

/** A run, as its manifest tells. */
export interface CatalogueRun {
  run: RunId;
  manifest: Manifest;
  disks: CatalogueDisk[];
  /** The copies of its manifest, those that are as they were written first. */
  manifests: ManifestCopy[];
  /** `elsewhere`: outside the folders that were asked for, and here only because an increment builds on it. */
  place: 'here' | 'elsewhere';
}

/** A file that is called like a manifest and is none that can be read, or a folder that cannot be looked into. */
export interface UnreadableManifest {
  kind: 'manifest' | 'folder';
  /** Its absolute path. */
  file: string;
  /** What is wrong with it, as a clause. */
  reason: string;
}

/** What the manifests in some folders say. It is read anew each time: there is nothing that could be lost. */
export interface Catalogue {
  /** The newest first, and none before what builds on it, whatever its clock said. */
  runs: CatalogueRun[];
  unreadable: UnreadableManifest[];
  /**
   * The paths of manifests that this program's user may not read, or not look for, where runs that build on theirs lead to:
   * whether these are there, and what they say, is not known.
   */
  hidden: string[];
}

/** A run of a catalogue. */
export function runOf(
  { runs }: { readonly runs: readonly CatalogueRun[] },
  run: RunId,
): CatalogueRun | undefined {
  return runs.find((candidate) => candidate.run === run);
}
