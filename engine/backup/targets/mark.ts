import { QmpCommandError, type QmpClient } from '../../qmp';
import { queryNodes } from '../machine/queryNodes';
import { sourcePath } from '../machine/sourcePath';
import { nodeName, parseNodeName, type RunId } from '../names/runId';
import { unfinishedMark } from '../names/unfinishedMark';
import type { Remains } from './remains';
import { unlessGone } from './unlessGone';

/** Bytes a bit of a bitmap that marks an image. Nothing is ever noted in it, so it may be as small as it gets. */
const MARK_GRANULARITY = 2 ** 30;

/** How a qcow2 image is opened: `backing: null`, since no other image is opened below a target, whatever it says. */
export function imageOn(protocol: string) {
  return { driver: 'qcow2', file: protocol, backing: null };
}

/** Marks an image by a bitmap in which nothing is noted. It is on disk once QEMU has closed the image. */
export async function mark(client: QmpClient, node: string, name: string): Promise<void> {
  await client.execute('block-dirty-bitmap-add', {
    node,
    name,
    persistent: true,
    disabled: true,
    granularity: MARK_GRANULARITY,
  });
}

/**
 * Marks the images that stay of a run whose jobs never started, where whoever made them has not come so far: they have
 * their final names, and look whole. Where QEMU refuses, as for a file with no image in it, all is as before. Whoever
 * closes the images puts the marks on disk.
 * @throws {QmpError} when QEMU went away
 */
export async function markLeft(client: QmpClient, { run, named, protocols }: Remains): Promise<void> {
  if (named.length === 0) return;
  const name = unfinishedMark(run);
  // Somebody who creates an image at this moment must not be what keeps a start from being taken back.
  const nodes = await queryNodes(client, { patience: 'unlimited' });
  for (const { 'node-name': protocol = '', file } of nodes) {
    const index = parseNodeName(protocol)?.index;
    const isLeft = named.some(({ writtenTo }) => writtenTo === sourcePath(file));
    if (index === undefined || !isLeft || !protocols.includes(protocol)) continue;
    const format = nodeName(run, index, 'format');
    const image = nodes.find((node) => node['node-name'] === format);
    if (image?.['dirty-bitmaps'].some((bitmap) => bitmap.name === name)) continue;
    await (image ? unlessRefused(mark(client, format, name)) : markClosed(client, run, index));
  }
}

/** Opens an image, marks it and closes it, which puts the mark on disk. Where QEMU refuses, it stays as it is. */
async function markClosed(client: QmpClient, run: RunId, index: number): Promise<void> {
  const format = nodeName(run, index, 'format');
  const image = imageOn(nodeName(run, index, 'protocol'));
  const isOpen = await unlessRefused(client.execute('blockdev-add', { ...image, 'node-name': format }));
  if (isOpen) await unlessRefused(mark(client, format, unfinishedMark(run)));
  await unlessGone(client.execute('blockdev-del', { 'node-name': format }));
}

/** @returns whether QEMU did it */
async function unlessRefused(command: Promise<unknown>): Promise<boolean> {
  try {
    await command;
    return true;
  } catch (error) {
    if (!(error instanceof QmpCommandError)) throw error;
    return false;
  }
}
