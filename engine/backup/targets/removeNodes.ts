import type { QmpClient } from '../../qmp';
import { unlessGone } from './unlessGone';

/** Removes nodes, as far as they are there, which closes what they have open. */
export async function removeNodes(client: QmpClient, nodes: readonly string[]): Promise<void> {
  for (const node of nodes) await unlessGone(client.execute('blockdev-del', { 'node-name': node }));
}
