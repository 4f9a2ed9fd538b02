import { statfs } from 'node:fs/promises';
import path from 'node:path';
import type { DiskProgress } from '../model';
import type { Locality } from '../plan/backupPlan';

/** With less than this, in bytes, a file system takes no further piece of a backup. */
const FULL = 1024 * 1024;

/** Whether a file system with so many bytes free takes more of a backup. */
export function hasRoom(freeSpace: number): boolean {
  return freeSpace >= FULL;
}

/** Keeps an eye on the file systems of the targets that have run out of space. */
export class FreeSpace {
  private readonly seen = new Map<string, number>();
  private readonly looking = new Set<string>();

  constructor(private readonly locality: Locality) {}

  /** A disk, with what was last seen free for it, in bytes; has the next one look, which waits for no storage. */
  addTo(disk: DiskProgress): DiskProgress {
    if (disk.state !== 'out-of-space' || this.locality === 'remote') return disk;
    const folder = path.posix.dirname(disk.target);
    void this.look(folder);
    const freeSpace = this.seen.get(folder);
    return freeSpace === undefined ? disk : { ...disk, freeSpace };
  }

  /** Those of some disks whose target's file system is full, as far as can be seen from here. */
  async findFull(disks: readonly DiskProgress[]): Promise<DiskProgress[]> {
    if (this.locality === 'remote') return [];
    await Promise.all(disks.map(({ target }) => this.look(path.posix.dirname(target))));
    return disks.filter(({ target }) => !hasRoom(this.seen.get(path.posix.dirname(target)) ?? Infinity));
  }

  private async look(folder: string): Promise<void> {
    if (this.looking.has(folder)) return;
    this.looking.add(folder);
    try {
      const { bavail, bsize } = await statfs(folder);
      this.seen.set(folder, bavail * bsize);
    } catch {
      // A folder that this program may not look into tells nothing.
      this.seen.delete(folder);
    } finally {
      this.looking.delete(folder);
    }
  }
}
