import { QmpCommandError, type BlockNode, type QmpClient } from '../../qmp';
import { queryNodes } from '../machine/queryNodes';
import { sourcePath } from '../machine/sourcePath';
import { nodeName, parseNodeName, type RunId } from '../names/runId';
import { unfinishedMark } from '../names/unfinishedMark';
import { HeldFiles } from './heldFiles';
import { imageOn } from './mark';
import type { Remains } from './remains';
import { removeNodes } from './removeNodes';
import { unlessGone } from './unlessGone';

/** Another client may make an image read-only between two commands; each does that once. */
const TRIES = 5;

/** The images of a run that are open and say of themselves that they are not whole yet. */
async function markedNodes(client: QmpClient, { run, formats, named }: Remains): Promise<BlockNode[]> {
  if (named.length === 0) return [];
  const name = unfinishedMark(run);
  // Somebody who creates an image at this moment must not be what makes the end of a backup unknown.
  const nodes = await queryNodes(client, { patience: 'unlimited' });
  return nodes.filter(
    ({ 'node-name': node, 'dirty-bitmaps': bitmaps }) =>
      formats.includes(node ?? '') && bitmaps.some((bitmap) => bitmap.name === name),
  );
}

/** The file of an image, or, where QEMU does not tell, its node. */
function fileOf({ 'node-name': node = '', file }: BlockNode): string {
  return sourcePath(file) ?? node;
}

/** Opens an image that is open in another way. */
async function reopen(client: QmpClient, run: RunId, node: BlockNode, access: 'read' | 'write') {
  const format = node['node-name'] ?? '';
  const protocol = nodeName(run, parseNodeName(format)?.index ?? 0, 'protocol');
  const options = { ...imageOn(protocol), 'node-name': format, 'read-only': access === 'read' };
  await client.execute('blockdev-reopen', { options: [options] });
}

/** What came of writing out marked images. */
interface WrittenOut {
  /** Their nodes. */
  marked: readonly string[];
  /** Of the files where QEMU could not, its reason. */
  refusals: ReadonlyMap<string, string>;
}

/**
 * Makes QEMU write out the images that are marked, with their marks. They stay open, to be read only: that they are
 * there is how whoever comes next knows which files are images that this run has marked. In a raw file, a guest may have
 * written what looks like one.
 * @throws {QmpError} when QEMU went away
 */
export async function writeOutMarked(client: QmpClient, remains: Remains): Promise<WrittenOut> {
  const refusals = new Map<string, string>();
  const nodes = await markedNodes(client, remains);
  for (const node of nodes) {
    try {
      // One that is gone has lost its mark: all of the run was on storage.
      await unlessGone(reopen(client, remains.run, node, 'read'));
    } catch (error) {
      if (!(error instanceof QmpCommandError)) throw error;
      refusals.set(fileOf(node), error.desc);
    }
  }
  return { marked: nodes.map((node) => node['node-name'] ?? ''), refusals };
}

/** Removes the marks of all images, or of none. @returns why it could not be, in QEMU's words */
async function removeMarks(
  client: QmpClient,
  run: RunId,
  nodes: readonly BlockNode[],
): Promise<string | undefined> {
  try {
    for (const node of nodes) await reopen(client, run, node, 'write');
    const actions = nodes.map(({ 'node-name': node = '' }) => ({
      type: 'block-dirty-bitmap-remove' as const,
      data: { node, name: unfinishedMark(run) },
    }));
    await client.execute('transaction', { actions });
    return undefined;
  } catch (error) {
    if (!(error instanceof QmpCommandError)) throw error;
    return error.desc;
  }
}

/**
 * Removes the marks that say that images are not whole yet, and closes the images: the last thing that is done to the
 * files of a run that has completed. QEMU puts that on storage at once. May be done by two clients at the same time, or
 * again.
 * @returns of the files whose mark stays, or whose storage did not take that it is gone, the reason
 * @throws {QmpError} when QEMU went away
 */
export async function unmark(client: QmpClient, remains: Remains): Promise<Map<string, string>> {
  const { run, formats, named, locality } = remains;
  const failures = new Map<string, string>();
  if (named.length === 0) return failures;
  await using held = await HeldFiles.open(
    locality === 'local' ? named.map(({ writtenTo }) => writtenTo) : [],
  );
  let nodes = await markedNodes(client, remains);
  let refusal: string | undefined;
  for (let tries = 1; nodes.length > 0 && tries <= TRIES; tries += 1) {
    refusal = await removeMarks(client, run, nodes);
    if (refusal === undefined) break;
    // Another client may have removed them meanwhile.
    nodes = await markedNodes(client, remains);
  }
  if (refusal !== undefined)
    for (const node of nodes)
      failures.set(fileOf(node), `the mark that it is not whole could not be removed: ${refusal}.`);
  await removeNodes(client, formats);
  for (const [file, why] of await held.sync()) failures.set(file, why);
  return failures;
}
