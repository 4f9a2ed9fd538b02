import { copyFile, readFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from '../../backup/support';

/** A disk's backup, and the one that it builds on. */
export interface BackedUp {
  target: string;
  parent?: BackedUp;
}

/**
 * What a disk was, by its backup and those below, put together by `qemu-img` alone: copies, each with the copy of its
 * parent as its backing file.
 */
export class Restorer {
  private readonly copies = new Map<BackedUp, string>();

  constructor(private readonly folder: string) {}

  async content(backup: BackedUp): Promise<Buffer> {
    const raw = path.join(this.folder, `${path.basename(backup.target)}.raw`);
    await run('qemu-img', ['convert', '-f', 'qcow2', '-O', 'raw', await this.copy(backup), raw]);
    return readFile(raw);
  }

  private async copy(backup: BackedUp): Promise<string> {
    const known = this.copies.get(backup);
    if (known !== undefined) return known;
    const copy = path.join(this.folder, `${this.copies.size}.copy`);
    this.copies.set(backup, copy);
    await copyFile(backup.target, copy);
    if (backup.parent) {
      const parent = await this.copy(backup.parent);
      await run('qemu-img', ['rebase', '-u', '-f', 'qcow2', '-F', 'qcow2', '-b', parent, copy]);
    }
    return copy;
  }
}
