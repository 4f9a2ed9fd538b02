import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { runOf, type Catalogue, type CatalogueDisk, type CatalogueRun } from '../catalogue/catalogue';
import { depthsOf } from '../catalogue/depths';
import { diskChain } from '../catalogue/diskChain';
import { BackupError } from '../errors';
import type { RunId } from '../names/runId';

/** Which backups are to go. Where both are given, only what both let go of goes. */
export interface PrunePolicy {
  /** So many of the newest complete backups of each machine stay. */
  keep?: number;
  /** Backups that are younger than this, in milliseconds, stay. */
  olderThan?: number;
  /** Now, in milliseconds since the epoch. */
  now: number;
  /** Runs that must stay whatever their age, such as those that a running backup builds on. */
  inUse?: readonly RunId[];
}

/** What is removed of one run. */
export interface PrunedRun {
  run: CatalogueRun;
  /** Absolute paths, in the order in which they go: the manifests last. */
  files: string[];
  /** Bytes that this frees. */
  bytes: number;
  /** What stays of it, and why, in sentences. */
  stays: string[];
}

/** A run that stays, and why. */
export interface KeptRun {
  run: CatalogueRun;
  /**
   * - `recent`: among the newest, or young
   * - `needed`: a run that stays builds on it; `by` tells which
   * - `in-use`: a running backup builds on it
   * - `last`: it is the machine's last complete backup
   * - `edited`: its manifest is not as it was written, so what it says is not acted on
   * - `elsewhere`: it is not in the folders that were asked for
   */
  reason: 'recent' | 'needed' | 'in-use' | 'last' | 'edited' | 'elsewhere';
  by?: RunId;
}

/** What a prune would do. */
export interface PrunePlan {
  /** In the order in which they go: what builds on a run goes before it. */
  remove: PrunedRun[];
  /** The newest first. */
  keep: KeptRun[];
  bytes: number;
}

const machineOf = ({ manifest: { machine } }: CatalogueRun) => machine.uuid ?? machine.name ?? '';

/** Whether all files of a run's chains are there, as long as they were: only such a run counts as a backup to keep. */
async function isWhole(catalogue: Catalogue, run: CatalogueRun): Promise<boolean> {
  if (run.manifest.outcome !== 'completed') return false;
  for (const disk of run.disks) {
    const { links, broken } = diskChain(catalogue, run, disk);
    if (broken) return false;
    for (const link of links) {
      const found = await lstat(link.disk.file).catch(() => undefined);
      const { size, type } = link.disk;
      if (!found || (type === 'file' && size !== undefined && found.size !== size)) return false;
    }
  }
  return true;
}

/** What of a run can be removed: only files that lie beside a manifest of it, and are as long as that says. */
async function filesOf(run: CatalogueRun): Promise<PrunedRun> {
  const files: string[] = [];
  const stays: string[] = [];
  let bytes = 0;
  const folders = new Set(run.manifests.map(({ file }) => path.dirname(file)));
  const take = async (file: string, { type, size }: Pick<CatalogueDisk, 'type' | 'size'>) => {
    const found = await lstat(file).catch(() => undefined);
    if (!found) return;
    if (type === 'block') stays.push(`The device "${file}" stays as it is.`);
    else if (!folders.has(path.dirname(file)))
      stays.push(`"${file}" stays: it does not lie beside a manifest of the run.`);
    else if (!found.isFile()) stays.push(`"${file}" stays: it is no file.`);
    else if (size !== undefined && found.size !== size)
      stays.push(`"${file}" stays: it has ${found.size} bytes, and the backup had ${size}.`);
    else {
      files.push(file);
      bytes += found.blocks * 512;
    }
  };
  for (const disk of run.disks) {
    if (disk.outcome === 'completed') await take(disk.file, disk);
    for (const { file } of run.manifests) {
      if (disk.remains === undefined) continue;
      await take(path.resolve(path.dirname(file), disk.remains), { type: 'file' });
    }
  }
  return { run, files: [...new Set(files), ...run.manifests.map(({ file }) => file)], bytes, stays };
}

/** Decides which runs stay of their own right. */
async function keepers(
  catalogue: Catalogue,
  { keep, olderThan, now, inUse = [] }: PrunePolicy,
): Promise<Map<CatalogueRun, KeptRun>> {
  const kept = new Map<CatalogueRun, KeptRun>();
  const whole = new Map<string, number>();
  for (const run of catalogue.runs) {
    const reason = (why: KeptRun['reason']) => kept.set(run, { run, reason: why });
    const machine = machineOf(run);
    const before = whole.get(machine) ?? 0;
    const isBackup = await isWhole(catalogue, run);
    if (isBackup) whole.set(machine, before + 1);
    // Those that failed since are among the newest as well.
    const isAmong = keep !== undefined && before < keep;
    const isYoung = olderThan !== undefined && now - Date.parse(run.manifest.endedAt) < olderThan;
    if (run.place === 'elsewhere') reason('elsewhere');
    else if (run.manifests.every(({ state }) => state === 'edited')) reason('edited');
    else if (inUse.includes(run.run)) reason('in-use');
    else if (isAmong || isYoung) reason('recent');
    else if (isBackup && before === 0) reason('last');
  }
  return kept;
}

/**
 * Works out which backups go, of each machine on its own. A run that another one needs stays as long as that does; the
 * last complete backup of a machine always stays. Runs that failed go with the backups around them. Touches nothing.
 * @throws {BackupError} where the policy lets everything stay, or keeps less than one
 */
export async function planPrune(catalogue: Catalogue, policy: PrunePolicy): Promise<PrunePlan> {
  const { keep, olderThan } = policy;
  if (keep === undefined && olderThan === undefined)
    throw new BackupError('Nothing says which backups are to go: give a number to keep, an age, or both.');
  if (keep !== undefined && (!Number.isSafeInteger(keep) || keep < 1))
    throw new BackupError(`At least one backup of each machine stays; ${keep} is no number to keep.`);
  const kept = await keepers(catalogue, policy);
  const depths = depthsOf(catalogue);
  const topFirst = catalogue.runs.toSorted((a, b) => (depths.get(b) ?? 0) - (depths.get(a) ?? 0));
  // A run that stays for another's sake is asked in its turn what it needs itself.
  for (const run of topFirst) {
    if (!kept.has(run)) continue;
    for (const { parent } of run.disks) {
      const below = parent && runOf(catalogue, parent.run);
      if (below && !kept.has(below)) kept.set(below, { run: below, reason: 'needed', by: run.run });
    }
  }
  const remove = await Promise.all(topFirst.filter((run) => !kept.has(run)).map(filesOf));
  return {
    remove,
    keep: catalogue.runs.flatMap((run) => kept.get(run) ?? []),
    bytes: remove.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}
