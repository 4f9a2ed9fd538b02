import path from 'node:path';
import { readBlockDevice } from '../host/blockDevice';
import { deviceNumber } from '../host/deviceNumber';
import { look } from '../host/files';
import { readSpace } from '../host/fileSystem';
import type { PlannedDisk } from './backupPlan';
import type { Scene } from './checks/scene';

/** What a target can take, in bytes. */
interface SpaceNeed {
  /** What it takes in any case. */
  least: number;
  /** What it takes if the disk's images hold nothing but what is copied; `most` where nobody can tell. */
  likely: number;
  /** What it takes if everything in the disk is data. */
  most: number;
}

/** A target's need beside the room where it goes. */
export interface DiskSpace {
  disk: PlannedDisk;
  need: SpaceNeed;
  /** The file system or device; the same for targets that share its space. */
  place: string;
  /** The folder or the device, as people know it. */
  where: string;
  /** In bytes. */
  free: number;
  /** Whether a target takes its length there; see `Space.kind`. */
  kind: 'plain' | 'shrinking';
}

const CLUSTER = 64 * 1024;

/**
 * What a qcow2 image takes besides data (QEMU's docs/interop/qcow2.txt): the header, and for each cluster an entry of 8
 * bytes in the L2 tables and one of 2 bytes in the refcount blocks, each in whole clusters, with a table above them.
 */
function qcow2Overhead(data: number): number {
  const clusters = Math.ceil(data / CLUSTER);
  const tables = Math.ceil((clusters * 8) / CLUSTER) + Math.ceil((clusters * 2) / CLUSTER);
  return (tables + 3) * CLUSTER;
}

/** What the mark in an increment takes: a bitmap's directory and its table. */
const MARK = 2 * CLUSTER;

/** What a disk's target can take. */
function spaceNeed({ size, target, copy, data = size }: PlannedDisk): SpaceNeed {
  const overhead = target.format === 'qcow2' ? qcow2Overhead : () => 0;
  // QEMU writes zeros into a raw target where the source has none, so a full copy takes its whole length.
  const isFull = copy.kind === 'full';
  const isWhole = target.format === 'raw' && isFull;
  const likely = isWhole ? size : data;
  const mark = isFull ? 0 : MARK;
  return {
    // Where there is no room for the mark, QEMU leaves it out, and the image is whole.
    least: isWhole ? size : overhead(0),
    likely: likely + overhead(likely) + mark,
    most: (isFull ? size : data) + overhead(size) + mark,
  };
}

/** The needs of several targets together. */
export function sumNeeds(needs: readonly SpaceNeed[]): SpaceNeed {
  const sum = (pick: (need: SpaceNeed) => number) => needs.reduce((total, need) => total + pick(need), 0);
  return {
    least: sum(({ least }) => least),
    likely: sum(({ likely }) => likely),
    most: sum(({ most }) => most),
  };
}

/** The space for a disk's target; `undefined` where it cannot be told. */
export async function spaceOf(scene: Scene, disk: PlannedDisk): Promise<DiskSpace | undefined> {
  const { type, path: target } = disk.target;
  if (scene.locality === 'remote') return undefined;
  const need = spaceNeed(disk);
  if (type === 'file') {
    const folder = path.posix.dirname(target);
    const space = await readSpace(folder, scene.qemu?.uid === 0 ? 'root' : 'user');
    if (!space) return undefined;
    const { fileSystem, free, kind } = space;
    return { disk, need, place: `file system ${fileSystem}`, where: folder, free, kind };
  }
  const found = await look(target, 'links').catch(() => undefined);
  const device = found?.isBlockDevice() ? await readBlockDevice(deviceNumber(found.rdev)) : undefined;
  // A device that is smaller than the disk is refused as such; what is left to be told is the room for qcow2's tables.
  if (!device || device.size < disk.size) return undefined;
  const place = `device ${device.number}`;
  return { disk, need, place, where: target, free: device.size, kind: 'plain' };
}
