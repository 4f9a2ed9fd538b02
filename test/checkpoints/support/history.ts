import assert from 'node:assert/strict';
import { mkdir, readFile, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { listCheckpoints, type Checkpoint } from '../../../engine';
import { assertNothingLeft, fileSystemFor, folderFor, run } from '../../backup/support';
import { Random } from '../../support/random';
import { blankDisk, Restartable } from './restartable';
import { Restorer, type BackedUp } from './restored';

const KIB = 1024;
const MIB = 1024 * KIB;

/** What of a disk a backup has to restore. */
export interface DiskBackup extends BackedUp {
  disk: string;
  /** What the disk was at the backup's point in time. */
  expected: Buffer;
}

/** A checkpoint that an increment may start from, with the backup of each of its disks. */
export interface KnownCheckpoint {
  name: string;
  run: string;
  disks: Map<string, DiskBackup>;
}

/** A machine, what its guest has written, and what there is to be known of its backups. */
export class History {
  readonly random: Random;
  /** What each disk holds, by what was written to it. */
  readonly content = new Map<string, Buffer>();
  /** Those that increments may start from, the oldest first. */
  checkpoints: KnownCheckpoint[] = [];
  /** All that has completed. */
  readonly backups: DiskBackup[] = [];
  private counter = 0;

  private constructor(
    readonly machine: Restartable,
    /** For targets. */
    readonly folder: string,
    /** For targets that may run out of space. */
    readonly small: string,
    seed: number,
  ) {
    this.random = new Random(seed);
  }

  static async begin(t: TestContext, seed: number): Promise<History> {
    const random = new Random(seed + 1_000_000);
    const folder = await folderFor(t);
    const disks = [];
    for (const name of ['vda', 'vdb', 'vdc'].slice(0, 1 + random.below(3))) {
      // The last cluster is not always a whole one.
      const size = (2 + random.below(4)) * MIB + random.below(3) * 20 * KIB;
      const clusters = `cluster_size=${random.pick(['64k', '64k', '4k', '256k'])}`;
      disks.push(await blankDisk(folder, name, size, 'qcow2', clusters));
    }
    await mkdir(path.join(folder, 'targets'));
    await mkdir(path.join(folder, 'restored'));
    const machine = new Restartable(t, disks);
    const history = new History(machine, folder, await fileSystemFor(t, '64m'), seed);
    for (const { name, size } of disks) history.content.set(name, Buffer.alloc(size));
    await machine.start();
    await history.write(3 + history.random.below(5));
    return history;
  }

  /** A name that nothing had before. */
  fresh(what: string): string {
    this.counter += 1;
    return `${what}${this.counter}`;
  }

  /**
   * Lets the guest write, zero and discard at random.
   * @param job whether a backup job runs: then QEMU takes no notice of a discard, since the job's filter node has none;
   *   and a write fails whose old data is to go to a target that is full, and changes nothing
   */
  async write(times: number, job: 'none' | 'running' | 'running to a full target' = 'none'): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      const { name, size } = this.random.pick(this.machine.disks);
      const content = this.content.get(name);
      assert.ok(content);
      const kind = this.random.below(job === 'none' ? 10 : 9);
      // A discard of less than a cluster may or may not have an effect.
      const unit = kind === 9 ? 256 * KIB : 512;
      const units = Math.floor(size / unit);
      const from = this.random.below(units);
      const most = Math.max(1, Math.min(units - from, Math.floor((300 * KIB) / unit)));
      const [offset, length] = [from * unit, (1 + this.random.below(most)) * unit];
      const pattern = kind < 8 ? 1 + this.random.below(255) : 0;
      const command = kind < 8 ? `write -q -P ${pattern}` : kind === 8 ? 'write -q -z' : 'discard -q';
      const said = await this.machine.tryIo(name, `${command} ${offset} ${length}`);
      if (said === '') content.fill(pattern, offset, offset + length);
      else assert.match(said, job === 'running to a full target' ? /No space left on device/ : /^$/, command);
    }
  }

  /** What each disk is at this moment. */
  snapshot(): Map<string, Buffer> {
    return new Map([...this.content].map(([name, content]) => [name, Buffer.from(content)]));
  }

  /** Ends QEMU like a guest's shutdown, and starts it again: nothing is lost. */
  async restart(): Promise<void> {
    await this.machine.quit();
    await this.machine.start();
  }

  /** Kills QEMU and starts it again: what it had not written out is lost, and so is every checkpoint. */
  async crash(): Promise<void> {
    if (this.random.chance(0.5)) {
      for (const { name } of this.machine.disks) await this.machine.io(name, 'flush');
    }
    await this.machine.kill();
    for (const { name, image } of this.machine.disks) {
      const raw = path.join(this.folder, this.fresh('after'));
      await run('qemu-img', ['convert', '-f', 'qcow2', '-O', 'raw', image, raw]);
      this.content.set(name, await readFile(raw));
    }
    this.checkpoints = [];
    await this.machine.start();
  }

  /** Leaves a little room on the small file system, or all that it has. */
  async takeSpace(how: 'nearly all' | 'none'): Promise<void> {
    const filler = path.join(this.small, 'filler');
    await rm(filler, { force: true });
    if (how === 'none') return;
    const { bavail, bsize } = await statfs(this.small);
    const length = Math.max(0, bavail * bsize - this.random.below(8) * 64 * KIB);
    await run('fallocate', [`--length=${length}`, filler]);
  }

  /** The checkpoints that QEMU tells of. */
  async listed(): Promise<Checkpoint[]> {
    return listCheckpoints(this.machine.client);
  }

  /**
   * Fails unless every backup restores to what its disk was, the checkpoints are those that there should be, and QEMU has
   * nothing else of a run.
   */
  async check(): Promise<void> {
    await assertNothingLeft(this.machine.client);
    const usable = (await this.listed()).filter(({ state }) => state === 'consistent');
    assert.deepEqual(
      usable.map(({ name, run: maker, disks }) => [name, maker, disks.map(({ disk }) => disk)]),
      this.checkpoints
        .toSorted((a, b) => a.run.localeCompare(b.run))
        .map(({ name, run: maker, disks }) => [name, maker, [...disks.keys()].toSorted()]),
    );
    const restorer = new Restorer(path.join(this.folder, 'restored'));
    for (const backup of this.backups) {
      const restored = await restorer.content(backup);
      const { target, disk, expected } = backup;
      if (restored.equals(expected)) continue;
      const at = restored.findIndex((byte, offset) => byte !== expected[offset]);
      assert.fail(
        `${target} does not restore to ${disk} at its time: byte ${at} is ${restored[at]}, not ${expected[at]}`,
      );
    }
  }
}
