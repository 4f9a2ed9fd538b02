import { QmpCommandError, type BlockNode, type QmpClient } from '../../qmp';
import { queryNodes } from '../machine/queryNodes';
import { sourcePath } from '../machine/sourcePath';
import { unfinishedMark } from '../names/unfinishedMark';
import type { Remains } from './remains';

/** What came of removing marks. */
interface Unmarked {
  /** The nodes whose mark was removed here. */
  removed: string[];
  /** Of the files whose mark stays, QEMU's reason. */
  stay: Map<string, string>;
}

/**
 * Removes the marks that say that images are not whole yet; QEMU writes that at once. May be done by two clients at the
 * same time, or again.
 * @throws {QmpError} when QEMU went away
 */
export async function unmark(client: QmpClient, { run, formats }: Remains): Promise<Unmarked> {
  const name = unfinishedMark(run);
  const isMarked = ({ 'node-name': node, 'dirty-bitmaps': bitmaps }: BlockNode) =>
    formats.includes(node ?? '') && bitmaps.some((bitmap) => bitmap.name === name);
  // Somebody who creates an image at this moment must not be what makes the end of a backup unknown.
  const marked = async () => (await queryNodes(client, { patience: 'unlimited' })).filter(isMarked);
  const removed: string[] = [];
  const refusals = new Map<string, string>();
  for (const { 'node-name': node = '' } of await marked()) {
    try {
      await client.execute('block-dirty-bitmap-remove', { node, name });
      removed.push(node);
    } catch (error) {
      if (!(error instanceof QmpCommandError)) throw error;
      refusals.set(node, error.desc);
    }
  }
  // Another client may have removed it, or closed the image, meanwhile.
  const still = refusals.size === 0 ? [] : await marked();
  const reasonFor = ({ 'node-name': node = '' }: BlockNode) => refusals.get(node) ?? '';
  return { removed, stay: new Map(still.map((node) => [sourcePath(node.file) ?? '', reasonFor(node)])) };
}
