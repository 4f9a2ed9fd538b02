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

/** A run and what was made since it; the newest child first. */
export interface ChainNode {
  run: CatalogueRun;
  children: ChainNode[];
  /** The run that it needs and that the catalogue does not know. */
  missingParent?: RunId;
}

/** A run of a catalogue. */
export function runOf({ runs }: Catalogue, run: RunId): CatalogueRun | undefined {
  return runs.find((candidate) => candidate.run === run);
}

/** The runs as chains: each whole backup with what builds on it, the newest first. */
export function chainsOf(catalogue: Catalogue): ChainNode[] {
  const nodes = new Map(catalogue.runs.map((run): [RunId, ChainNode] => [run.run, { run, children: [] }]));
  const roots: ChainNode[] = [];
  for (const node of nodes.values()) {
    const parent = node.run.manifest.parent?.run;
    const above = parent === undefined ? undefined : nodes.get(parent);
    // A run is younger than what it builds on; a manifest that says otherwise must not make a circle.
    if (above && above.run.run < node.run.run) above.children.push(node);
    else {
      if (parent !== undefined) node.missingParent = parent;
      roots.push(node);
    }
  }
  return roots;
}
