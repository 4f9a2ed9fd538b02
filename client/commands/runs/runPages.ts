import type { RunPage } from '../../documents/runAddress';
import { showRunPage } from '../../documents';
import type { PastDiskNode, PastRunNode } from '../../store/historyNodes';
import type { DiskNode, RunNode } from '../../store/nodes';

/** Show Log, Show Details and Open Backup XML, of a row of the tree. */
export async function runPageCommand(
  page: RunPage,
  node: RunNode | DiskNode | PastRunNode | PastDiskNode,
): Promise<void> {
  switch (node.kind) {
    case 'disk':
    case 'past-disk':
      return runPageCommand(page, node.parent);
    case 'run':
      return showRunPage(node.snapshot.run, node.snapshot.name, page);
    case 'past':
      return showRunPage(node.past.run, node.past.name, page);
  }
}
