import type { RunId } from '../names/runId';
import type { Catalogue, CatalogueRun } from './catalogue';
import { depthsOf } from './depths';

/** A run and what was made since it. */
export interface ChainNode {
  run: CatalogueRun;
  /** The oldest first: a chain reads as it was made. */
  children: ChainNode[];
  /** The run that it needs and that the catalogue does not know. */
  missingParent?: RunId;
}

/** The runs as chains: each whole backup with what builds on it, the newest chain first. */
export function chainsOf(catalogue: Catalogue): ChainNode[] {
  const depths = depthsOf(catalogue);
  const nodes = new Map(catalogue.runs.map((run): [RunId, ChainNode] => [run.run, { run, children: [] }]));
  const roots: ChainNode[] = [];
  // The newest come first, so each child stands before those that are known.
  for (const node of nodes.values()) {
    const parent = node.run.manifest.parent?.run;
    const above = parent === undefined ? undefined : nodes.get(parent);
    // Manifests that lead in a circle must not hide its runs.
    if (above && (depths.get(above.run) ?? 0) < (depths.get(node.run) ?? 0)) above.children.unshift(node);
    else {
      if (parent !== undefined) node.missingParent = parent;
      roots.push(node);
    }
  }
  return roots;
}
