import { stat } from 'node:fs/promises';
import type { DiskResult } from '../model';
import type { RunOptions } from '../options';
import type { RunId } from '../names/runId';
import type { Locality, PlannedDisk } from '../plan/backupPlan';

/** A file or device that is written to, and the name that it has in the end: of a file, it may only get it then. */
export interface PartialFile {
  writtenTo: string;
  target: string;
}

/** What a run has in QEMU and on disk once its jobs have ended. */
export interface Remains {
  run: RunId;
  /** The checkpoint that was to be made, as far as that is known. */
  checkpoint?: string;
  /** `none`: it was started here without a checkpoint, so QEMU has no bitmap of it. */
  bitmaps: 'none' | 'maybe';
  jobs: readonly string[];
  /** The nodes that the jobs wrote to. */
  formats: readonly string[];
  /** The nodes that hold files and devices open. */
  protocols: readonly string[];
  /** All that is written to: files and devices. */
  written: readonly PartialFile[];
  /** The files of these that are written under a partial name. */
  files: readonly PartialFile[];
  /** Those that have their final names from the start: they stay, whatever becomes of the backup. */
  named: readonly PartialFile[];
  locality: Locality;
  /** What becomes of the files where the backup has not completed. */
  partial: RunOptions['partial'];
}

/** What the targets of a plan are written to. */
export function writtenOf(disks: readonly PlannedDisk[]): PartialFile[] {
  return disks.map(({ target: { path, writtenTo } }) => ({ writtenTo, target: path }));
}

/** The files of a plan that are written under a partial name. */
export function partialFiles(disks: readonly PlannedDisk[]): PartialFile[] {
  return writtenOf(disks).filter(({ writtenTo, target }) => writtenTo !== target);
}

/** The files of a plan that have their final names from the start. */
export function namedFiles(disks: readonly PlannedDisk[]): PartialFile[] {
  const files = disks.filter(({ target }) => target.type === 'file');
  return writtenOf(files).filter(({ writtenTo, target }) => writtenTo === target);
}

/** Those of the files that are there. What cannot be looked at, and is `unseen`, may be. */
export async function existing(
  files: readonly PartialFile[],
): Promise<(PartialFile & { content: 'none' | 'some' | 'unseen' })[]> {
  const looks = files.map(async (file) => {
    try {
      const { blocks } = await stat(file.writtenTo);
      return [{ ...file, content: blocks === 0 ? ('none' as const) : ('some' as const) }];
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      return code === 'ENOENT' || code === 'ENOTDIR' ? [] : [{ ...file, content: 'unseen' as const }];
    }
  });
  return (await Promise.all(looks)).flat();
}

/** The files that stay of a backup that has failed or was cancelled. */
export async function staying({
  files,
  named,
  partial,
  locality,
}: Pick<Remains, 'files' | 'named' | 'partial' | 'locality'>): Promise<readonly PartialFile[]> {
  // Of another host's files nobody here can say whether they are there; those with partial names are told as troubles.
  if (locality === 'remote') return named;
  // One that was to be removed, and is there, could not be.
  const there = await existing([...files, ...named]);
  const isMeant = ({ writtenTo, content }: (typeof there)[0]) =>
    content !== 'unseen' || partial === 'keep' || named.some((one) => one.writtenTo === writtenTo);
  return there.filter(isMeant);
}

/** Of a disk whose file stays, where that is. */
export function withRemains(disk: DiskResult, stays: readonly PartialFile[]): DiskResult {
  const file = stays.find(({ target }) => target === disk.target);
  return { ...disk, ...(file && { remains: file.writtenTo }) };
}

/** What is said of a file that stays where nothing in its name tells that it is no backup; a sentence. */
export function staysText({ writtenTo }: PartialFile): string {
  return `"${writtenTo}" stays, and is no backup: remove it.`;
}
