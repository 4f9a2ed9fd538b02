import path from 'node:path';
import { runOf, type Catalogue } from '../catalogue/catalogue';
import { laterWriterOf } from '../catalogue/overwriter';
import { exists, resolved } from '../host/files';
import { manifestName } from '../manifest/manifestFile';
import { targetFolders } from '../manifest/writeManifests';
import type { RunId } from '../names/runId';
import type { RunRecord } from '../records/runRecord';
import type { RunRecords } from '../records/runRecords';
import type { VerifyFinding } from './finding';

/** Whether a run has given a file its name. */
const hasWritten = ({ outcome, disks }: RunRecord, target: string): boolean =>
  outcome === 'completed' && disks.some((disk) => disk.target.path === target);

/**
 * The backups that were made into a folder, as the records of this host tell, and that no manifest there tells of: the
 * files of such a one may be there, and nobody would look at them. One is not told of whose names later backups have.
 * @param isInside whether a path is in the folder
 * @throws {Error} where the records' folder cannot be read
 */
export async function missingManifests(
  catalogue: Catalogue,
  records: RunRecords,
  isInside: (file: string) => boolean,
): Promise<VerifyFinding[]> {
  const findings: VerifyFinding[] = [];
  const recorded = (await records.list()).records;
  const isTaken = async (target: string, run: RunId) =>
    recorded.some((later) => later.run > run && hasWritten(later, target)) ||
    laterWriterOf(run, await resolved(target), catalogue) !== undefined;
  for (const record of recorded) {
    const { run, outcome, origin, removedAt } = record;
    const folders = targetFolders(record).filter(isInside);
    const [folder] = folders;
    if (folder === undefined || outcome !== 'completed' || origin !== 'ours' || removedAt !== undefined)
      continue;
    const file = path.join(folder, manifestName(run));
    // One that cannot be read is told as such.
    if (
      runOf(catalogue, run) ||
      catalogue.unreadable.some((one) => path.basename(one.file) === manifestName(run))
    )
      continue;
    const targets = record.disks
      .map(({ target }) => target.path)
      .filter((target) => folders.includes(path.dirname(target)));
    // Whoever has given its names to a later backup has taken it away before: nothing existing is overwritten.
    const own: string[] = [];
    for (const target of targets) if (!(await isTaken(target, run))) own.push(target);
    if (own.length === 0) continue;
    const left: string[] = [];
    for (const target of own) if (await exists(target)) left.push(target);
    const what = `Run ${run} was backed up to "${folder}", and its manifest "${file}" is missing`;
    const gone = `if the backup is gone for good, remove its record "${path.join(records.folder, `${run}.json`)}"`;
    findings.push({
      severity: left.length > 0 ? 'error' : 'warning',
      code: 'manifest-missing',
      run,
      file,
      message:
        left.length > 0
          ? `${what}, while ${left.map((one) => `"${one}"`).join(' and ')} ` +
            `may still be its backup: bring the manifest back; ${gone}.`
          : `${what}, and so are its files: it may have been moved; ${gone}.`,
    });
  }
  return findings;
}
