import type { Catalogue, CatalogueRun, NamedImage, NamedImages, VerifyFinding } from '../engine';

/** Backups that were named, with all that is known for their sake. */
export interface Selection {
  catalogue: Catalogue;
  runs: CatalogueRun[];
  /** Those of the runs that were named themselves, and not only the folder that they are in. */
  named: ReadonlySet<string>;
  /** The image files that a run was named by, by its id: only their disks are meant. */
  images: ReadonlyMap<string, readonly NamedImage[]>;
  /** Manifests in the folders that were named. */
  unreadable: Catalogue['unreadable'];
  /**
   * What the records tell of manifests that are no longer in these folders, what second copies there lack, and what
   * speaks against image files that were named.
   */
  missing: VerifyFinding[];
  /** Image files that nothing can be done with, and why, in a sentence. */
  refused: NamedImages['refused'];
}
