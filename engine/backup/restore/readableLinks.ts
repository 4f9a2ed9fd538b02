import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { Link } from '../catalogue/diskChain';
import { targetFault } from '../catalogue/targetFault';
import { RestoreError } from '../errors';
import type { ChainImage } from '../images/imageChain';
import { ofRun, told } from '../names/told';
import { reasonOf } from '../records/reasonOf';
import { imageOf } from '../verify/checkTarget';
import { copiesText } from './chainDamage';
import { otherCopies, withFile, type ReplacedFile } from './replacedFile';

/** QEMU knows disks by sectors; in bytes. */
const SECTOR = 512;

/** What a disk is put together from, the top first. */
export interface ReadableLinks {
  links: [Link, ...Link[]];
  /** The files that others are read in place of. */
  replaced: ReplacedFile[];
}

/** What is in the way of reading a file. */
interface Obstacle {
  is: ReplacedFile['is'];
  /** A clause to stand behind its name. */
  reason: string;
  /** `some`: it can be read, and is damaged. */
  left: 'some' | 'nothing';
  cause?: unknown;
}

async function obstacleOf({ disk }: Link): Promise<Obstacle | undefined> {
  const fault = await targetFault(disk);
  if (fault) {
    const left = fault.kind === 'other-size' ? 'some' : 'nothing';
    return { is: fault.kind === 'unseen' ? 'unread' : 'damaged', reason: fault.clause, left };
  }
  return access(disk.file, constants.R_OK).then(
    () => undefined,
    (cause: unknown) => ({
      is: 'unread',
      reason: `may not be read: ${reasonOf(cause)}`,
      left: 'nothing',
      cause,
    }),
  );
}

/**
 * Looks whether the files of a chain can be read, as far as that is told without reading them, and takes another copy in
 * place of one that cannot, where a manifest tells of one that is as it was written.
 * @throws {RestoreError} with what is in the way
 * @throws the signal's reason
 */
export async function readableLinks(
  [top, ...below]: readonly [Link, ...Link[]],
  damage: 'refuse' | 'accept',
  signal?: AbortSignal,
): Promise<ReadableLinks> {
  const replaced: ReplacedFile[] = [];
  const readable = async (link: Link): Promise<Link> => {
    const { run, disk } = link;
    const obstacle = await obstacleOf(link);
    if (!obstacle) return link;
    const { is, reason, left, cause } = obstacle;
    const { sound: copy, unsound } = await otherCopies(link, { but: new Set(), signal });
    if (copy !== undefined) {
      replaced.push({ run: run.run, disk: disk.disk, file: disk.file, reason, is, copy });
      return withFile(link, copy);
    }
    if (left === 'some' && damage === 'accept') return link;
    const way =
      left === 'some'
        ? ' What is left of it is restored by accepting damage (--accept-damage on the command line).'
        : '';
    const what = told`Disk "${disk.disk}"${ofRun(run.run)}: "${disk.file}"`;
    throw new RestoreError(told`${what} ${reason}${copiesText(unsound)}.${way}`, 'refused', { cause });
  };
  const links: [Link, ...Link[]] = [await readable(top)];
  for (const link of below) links.push(await readable(link));
  return { links, replaced };
}

/** A target as an image of a chain. QEMU opens no raw one as longer than it is: of one that was cut short, what is left. */
async function imageLeft(link: Link): Promise<ChainImage> {
  const image = imageOf(link);
  if (image.format !== 'raw' || image.type !== 'file') return image;
  const { size } = await stat(image.file);
  return { ...image, virtualSize: Math.min(image.virtualSize, size - (size % SECTOR)) };
}

/**
 * The images that a disk is put together from, the top first.
 * @throws {Error} of the file system
 */
export async function imagesOf([top, ...below]: readonly [Link, ...Link[]]): Promise<
  [ChainImage, ...ChainImage[]]
> {
  return [await imageLeft(top), ...(await Promise.all(below.map(imageLeft)))];
}
