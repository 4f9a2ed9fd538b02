import { constants } from 'node:fs';
import { access, lstat, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { formatBytes } from '../../format';
import type { Catalogue, CatalogueDisk, CatalogueRun } from '../catalogue/catalogue';
import { runOf } from '../catalogue/catalogue';
import { diskChain } from '../catalogue/diskChain';
import { RestoreError } from '../errors';
import { chainName, type ChainImage } from '../images/imageChain';
import { qemuImg } from '../images/qemuImg';
import type { RunId } from '../names/runId';
import { mention, ofRun, told, toldTogether, type Told } from '../names/told';
import { reasonOf } from '../records/reasonOf';
import { leftRestores } from './leftRestores';
import { imagesOf, readableLinks, type ReadableLinks } from './readableLinks';
import { restoreName } from './restoreName';

/** What is to be restored, and where to. */
export interface RestoreRequest {
  /** The folder that the files go to; it exists. */
  to: string;
  /** Disks by name; absent: all of the run. */
  disks?: readonly string[];
  format: 'qcow2' | 'raw';
  /** `refuse`, the default: what is no longer as it was written is not restored; `accept`: what is left is. */
  damage?: Damaged;
}

/** What becomes of a backup that is damaged. */
type Damaged = 'refuse' | 'accept';

/** What would be restored. */
interface RestorePlan {
  disks: PlannedRestore[];
  /** The disks of which nothing can be restored, where damage is accepted. */
  lost: LostDisk[];
  /** The files that killed restores have left in the folder; absolute paths. */
  left: string[];
}

/** A disk that is not restored although damage is accepted. */
export interface LostDisk {
  disk: string;
  /** Why; a sentence. */
  reason: string;
  /** `refused`: there is nothing to restore it from, or it cannot be read; `failed`: it went wrong for another reason. */
  reached: RestoreError['reached'];
}

/** How one disk is restored. */
export interface PlannedRestore extends ReadableLinks {
  disk: CatalogueDisk;
  images: [ChainImage, ...ChainImage[]];
  /** The absolute path of the new file. */
  file: string;
}

function selectDisks(run: CatalogueRun, wanted: readonly string[] | undefined): CatalogueDisk[] {
  if (wanted === undefined) return run.disks;
  return wanted.map((name) => {
    const disk = run.disks.find((candidate) => candidate.disk === name);
    if (disk) return disk;
    const names = run.disks.map((candidate) => `"${candidate.disk}"`).join(', ');
    throw new RestoreError(
      told`${mention(run.run, 'Run ')} has no disk "${name}"; it has ${names}.`,
      'refused',
    );
  });
}

async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (!found)
    throw new RestoreError(`The folder "${folder}" does not exist; create it, or name another.`, 'refused');
  if (!found.isDirectory())
    throw new RestoreError(`"${folder}" is no folder; name the one that the files are to go to.`, 'refused');
  await access(folder, constants.W_OK | constants.X_OK).catch((error: unknown) => {
    throw new RestoreError(`Nothing can be written into "${folder}": ${reasonOf(error)}.`, 'refused', {
      cause: error,
    });
  });
}

async function checkNames(plans: readonly PlannedRestore[]): Promise<void> {
  for (const [index, { file, disk }] of plans.entries()) {
    const other = plans.slice(0, index).find((candidate) => candidate.file === file);
    if (other)
      throw new RestoreError(
        `Disks "${other.disk.disk}" and "${disk.disk}" would both become "${file}"; ` +
          'restore them one by one, into folders of their own.',
        'refused',
      );
    // A link that leads nowhere would be followed, so the link itself counts.
    if (await lstat(file).catch(() => undefined))
      throw new RestoreError(
        `"${file}" exists already, and nothing existing is overwritten; move it away, or name another folder.`,
        'refused',
      );
  }
}

const measured = v.pipe(v.string(), v.parseJson(), v.object({ required: v.number() }));

/** Makes sure that the folder has room, as far as qemu-img can measure what is needed. In bytes. */
async function checkSpace(plans: readonly PlannedRestore[], folder: string, signal?: AbortSignal) {
  let needed = 0;
  for (const { images } of plans) {
    // As qcow2, also for raw: holes take no space there either.
    const args = ['measure', '--output=json', '-O', 'qcow2', chainName(images)];
    const answer = await qemuImg(args, { signal });
    const read = v.safeParse(measured, answer.stdout);
    if (read.success) needed += read.output.required;
  }
  const { bavail, bsize } = await statfs(folder);
  if (needed > bavail * bsize)
    throw new RestoreError(
      `"${folder}" has ${formatBytes(bavail * bsize)} left, and the restore ` +
        `needs ${formatBytes(needed)}; free some space, or name another folder.`,
      'refused',
    );
}

/** What can be done where some disks cannot be restored, as a sentence to stand behind why. */
function wayOut(others: readonly PlannedRestore[]): string {
  if (others.length === 0) return '';
  const names = others.map(({ disk }) => disk.disk);
  const rest = names.map((name) => `"${name}"`).join(', ');
  const options = names.map((name) => `--disk ${name}`).join(' ');
  return (
    ` What is left, ${rest}, can be restored: choose it alone (on the command line, ` +
    `${options}), or accept damage (--accept-damage).`
  );
}

/**
 * Works out what a restore would do, and checks what can be checked. Touches nothing.
 * @throws {RestoreError} with what stands against it
 * @throws {BackupError} where qemu-img is not installed
 * @throws the signal's reason
 */
export async function planRestore(
  catalogue: Catalogue,
  id: RunId,
  { to, disks, format, damage = 'refuse' }: RestoreRequest,
  signal?: AbortSignal,
): Promise<RestorePlan> {
  const run = runOf(catalogue, id);
  if (!run) throw new RestoreError(told`No manifest${ofRun(id)} is known here.`, 'refused');
  const { outcome } = run.manifest;
  if (outcome !== 'completed')
    throw new RestoreError(
      told`${mention(id, 'Run ')} is no backup: its outcome is "${outcome}". Choose one that has completed.`,
      'refused',
    );
  const folder = path.resolve(to);
  const selected = selectDisks(run, disks);
  await checkFolder(folder);
  const plans: PlannedRestore[] = [];
  const lost: LostDisk[] = [];
  const reasons: Told[] = [];
  for (const disk of selected) {
    const { links, broken } = diskChain(catalogue, run, disk);
    try {
      if (broken) throw new RestoreError(broken, 'refused');
      const readable = await readableLinks(links, damage, signal);
      const images = await imagesOf(readable.links);
      plans.push({ disk, ...readable, images, file: path.join(folder, restoreName(disk.disk, format)) });
    } catch (error) {
      if (!(error instanceof RestoreError)) throw error;
      reasons.push(error);
      lost.push({ disk: disk.disk, reason: error.message, reached: error.reached });
    }
  }
  if (lost.length > 0 && (damage === 'refuse' || plans.length === 0))
    throw new RestoreError(told`${toldTogether(reasons)}${wayOut(plans)}`, 'refused');
  await checkNames(plans);
  await checkSpace(plans, folder, signal);
  return { disks: plans, lost, left: await leftRestores(folder) };
}
