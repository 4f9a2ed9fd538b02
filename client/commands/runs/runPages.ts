import type { RunPage } from '../../documents/runAddress';
import { showRunPage } from '../../documents';
import type { DiskNode, RunNode } from '../../store/jobStore';

/** Show Log, Show Details and Open Backup XML, of a row of the tree. */
export async function runPageCommand(page: RunPage, node: RunNode | DiskNode): Promise<void> {
  const { snapshot } = node.kind === 'disk' ? node.parent : node;
  await showRunPage(snapshot.run, snapshot.name, page);
}
