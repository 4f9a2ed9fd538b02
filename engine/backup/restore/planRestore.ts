import { constants } from 'node:fs';
import { access, lstat, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { formatBytes } from '../../format';
import type { Catalogue, CatalogueDisk, CatalogueRun } from '../catalogue/catalogue';
import { runOf } from '../catalogue/catalogue';
import { diskChain, type Link } from '../catalogue/diskChain';
import { RestoreError } from '../errors';
import { chainName, type ChainImage } from '../images/imageChain';
import { qemuImg } from '../images/qemuImg';
import type { RunId } from '../names/runId';
import { imageOf } from '../verify/checkTarget';
import { restoreName } from './restoreName';

/** What is to be restored, and where to. */
export interface RestoreRequest {
  /** The folder that the files go to; it exists. */
  to: string;
  /** Disks by name; absent: all of the run. */
  disks?: readonly string[];
  format: 'qcow2' | 'raw';
}

/** How one disk is restored. */
export interface PlannedRestore {
  disk: CatalogueDisk;
  /** What it is put together from: the top first. */
  links: [Link, ...Link[]];
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
    throw new RestoreError(`Run ${run.run} has no disk "${name}"; it has ${names}.`, 'refused');
  });
}

/** What is in the way of reading a chain, as far as a look at its files tells. */
async function checkLinks(links: readonly Link[]): Promise<void> {
  for (const { run, disk } of links) {
    const { file, type, size } = disk;
    const what = `Disk "${disk.disk}" of run ${run.run}`;
    const found = await stat(file).catch((error: Error) => {
      throw new RestoreError(`${what}: "${file}" cannot be read: ${error.message}.`, 'refused', {
        cause: error,
      });
    });
    if (type === 'file' && size !== undefined && found.size !== size)
      throw new RestoreError(
        `${what}: "${file}" has ${found.size} bytes, and had ${size}; see what is wrong with: domainbackup verify`,
        'refused',
      );
    await access(file, constants.R_OK).catch((error: Error) => {
      throw new RestoreError(`${what}: "${file}" may not be read: ${error.message}.`, 'refused', {
        cause: error,
      });
    });
  }
}

async function checkFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (!found)
    throw new RestoreError(`The folder "${folder}" does not exist; create it, or name another.`, 'refused');
  if (!found.isDirectory())
    throw new RestoreError(`"${folder}" is no folder; name the one that the files are to go to.`, 'refused');
  await access(folder, constants.W_OK | constants.X_OK).catch((error: Error) => {
    throw new RestoreError(`Nothing can be written into "${folder}": ${error.message}.`, 'refused', {
      cause: error,
    });
  });
}

async function checkNames(plans: readonly PlannedRestore[]): Promise<void> {
  for (const [index, { file, disk }] of plans.entries()) {
    const other = plans.slice(0, index).find((candidate) => candidate.file === file);
    if (other)
      throw new RestoreError(
        `Disks "${other.disk.disk}" and "${disk.disk}" would both become "${file}"; restore them one by one, into folders of their own.`,
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
      `"${folder}" has ${formatBytes(bavail * bsize)} left, and the restore needs ${formatBytes(needed)}; free some space, or name another folder.`,
      'refused',
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
  { to, disks, format }: RestoreRequest,
  signal?: AbortSignal,
): Promise<PlannedRestore[]> {
  const run = runOf(catalogue, id);
  if (!run) throw new RestoreError(`No manifest of run ${id} is known here.`, 'refused');
  const { outcome } = run.manifest;
  if (outcome !== 'completed')
    throw new RestoreError(
      `Run ${id} is no backup: its outcome is "${outcome}". Choose one that has completed.`,
      'refused',
    );
  const folder = path.resolve(to);
  const plans = selectDisks(run, disks).map((disk): PlannedRestore => {
    const { links, broken } = diskChain(catalogue, run, disk);
    if (broken) throw new RestoreError(broken.message, 'refused');
    const [top, ...below] = links;
    const images: PlannedRestore['images'] = [imageOf(top), ...below.map(imageOf)];
    return { disk, links, images, file: path.join(folder, restoreName(disk.disk, format)) };
  });
  await checkFolder(folder);
  await checkNames(plans);
  for (const { links } of plans) await checkLinks(links);
  await checkSpace(plans, folder, signal);
  return plans;
}
