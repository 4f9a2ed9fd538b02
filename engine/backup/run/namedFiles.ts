import { stat } from 'node:fs/promises';
import path from 'node:path';
import { wrote } from '../catalogue/overwriter';
import { readLinks } from '../catalogue/plainImage';
import { readCatalogue } from '../catalogue/readCatalogue';
import { resolved } from '../host/files';
import { askEach } from '../records/recordPlaces';
import type { RunRecord } from '../records/runRecord';
import type { RunRecords } from '../records/runRecords';
import { existing, namedFiles, type PartialFile } from '../targets/remains';

/** A file that is there under the final name of a target of a run that has not completed. */
export interface NamedFile extends PartialFile {
  /** `own`: the run has made it; `unsure`: it may be somebody else's, and a whole backup. */
  whose: 'own' | 'unsure';
  /** `unseen`: it may be there, and nobody here can look at it. */
  content: 'none' | 'some' | 'unseen';
}

/** A file system's clock may be behind by so many milliseconds. */
const CLOCK_LAG = 1000;

/** What other runs have written since a run was planned, which saw nothing there; links followed. */
async function writtenByOthers(
  records: RunRecords,
  { run, preparedAt }: RunRecord,
  files: readonly string[],
): Promise<Set<string>> {
  const { found } = await askEach(records, 'all', (one) => one.list());
  const later = found
    .flatMap((one) => one.records)
    .filter(
      (one) =>
        one.run !== run &&
        (one.outcome === 'completed'
          ? one.run > run || (one.endedAt ?? 0) >= preparedAt
          : one.run > run && one.state !== 'ended'),
    )
    .flatMap(({ disks }) => disks.map(({ target }) => target.writtenTo));
  const { runs } = await readCatalogue([], { alone: [...new Set(files.map((file) => path.dirname(file)))] });
  const told = runs
    .filter(
      (one) =>
        one.run !== run &&
        one.manifest.outcome === 'completed' &&
        Date.parse(one.manifest.endedAt) >= preparedAt,
    )
    .flatMap(({ disks }) => disks.filter(wrote).flatMap(({ claims }) => claims));
  return new Set([...(await Promise.all(later.map(resolved))), ...told]);
}

/** Whose a file is, as it tells itself; `undefined`: another run's. */
async function whoseIs(
  file: string,
  { run, preparedAt, startedAt = -Infinity }: RunRecord,
): Promise<NamedFile['whose'] | undefined> {
  try {
    const { unfinished, mark } = await readLinks(file);
    if (unfinished !== undefined) return unfinished === run ? 'own' : undefined;
    if (mark !== undefined && mark.run !== run) return undefined;
    const { size, birthtimeMs } = await stat(file);
    // No backup is empty; and before the jobs had started, nobody else could make a file where this run had.
    const isSince = birthtimeMs >= preparedAt - CLOCK_LAG;
    return isSince && (size === 0 || birthtimeMs <= startedAt) ? 'own' : 'unsure';
  } catch {
    return 'unsure';
  }
}

/**
 * The files of a run on this host that have their final names, but for those that are surely others': which another run
 * has written since, or which say so themselves. Nothing in such a name tells whose a file is, and people are told to
 * remove what is the run's.
 */
export async function namedOf(records: RunRecords, record: RunRecord): Promise<NamedFile[]> {
  if (record.locality === 'remote') return [];
  const there = await existing(namedFiles(record.disks));
  if (there.length === 0) return [];
  const others = await writtenByOthers(
    records,
    record,
    there.map(({ writtenTo }) => writtenTo),
  );
  const named: NamedFile[] = [];
  for (const file of there) {
    if (others.has(await resolved(file.writtenTo))) continue;
    const whose = await whoseIs(file.writtenTo, record);
    if (whose !== undefined) named.push({ ...file, whose });
  }
  return named;
}

/** What is said of a file that may be somebody else's; a sentence. */
export function unsureText({ writtenTo }: NamedFile): string {
  return `"${writtenTo}" may be what this backup wrote, or a later backup that is whole: nobody here can tell.`;
}
