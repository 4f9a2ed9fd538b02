import path from 'node:path';
import { runOf, type Catalogue, type CatalogueRun } from '../catalogue/catalogue';
import { laterWriterOf } from '../catalogue/overwriter';
import { exists, inItsFolder } from '../host/files';
import { manifestName } from '../manifest/manifestFile';
import { targetFolders } from '../manifest/writeManifests';
import type { RunId } from '../names/runId';
import { mention, told } from '../names/told';
import type { RunRecords } from '../records/runRecords';
import type { VerifyFinding } from './finding';

const quoted = (files: readonly string[]) => files.map((file) => `"${file}"`).join(' and ');

/** Whether the manifests of a run are all outside a folder, and none of its files is where they say. */
async function isGone({ manifests, disks }: CatalogueRun, isInside: (file: string) => boolean) {
  if (manifests.some(({ file }) => isInside(file))) return false;
  for (const { file } of disks) if (await exists(file)) return false;
  return true;
}

/**
 * The backups that were made into a folder, as the records of this host tell, and that no manifest there tells of: the
 * files of such a one may be there, and nobody would look at them. One is not told of whose names later backups have
 * there. That their records tell of the names is not enough: they may lie on another disk, mounted there in its turn.
 * @param isInside whether a path is in the folder
 * @throws {Error} where the records' folder cannot be read
 */
export async function missingManifests(
  catalogue: Catalogue,
  records: RunRecords,
  isInside: (file: string) => boolean,
): Promise<VerifyFinding[]> {
  const findings: VerifyFinding[] = [];
  const toldHere = catalogue.runs.filter(({ manifests }) => manifests.some((copy) => isInside(copy.file)));
  const isTaken = async (target: string, run: RunId) => {
    const itself = await inItsFolder(target);
    return laterWriterOf(run, itself, { ...catalogue, runs: toldHere }) !== undefined;
  };
  for (const record of (await records.list()).records) {
    const { run, outcome, origin, removedAt } = record;
    const folders = targetFolders(record).filter(isInside);
    const [folder] = folders;
    if (folder === undefined || outcome !== 'completed' || origin !== 'ours' || removedAt !== undefined)
      continue;
    const file = path.join(folder, manifestName(run));
    const known = runOf(catalogue, run);
    // One that cannot be read is told as such; what one tells of that is elsewhere is looked at, as far as it is there.
    const isUnreadable = catalogue.unreadable.some(
      (one) => path.basename(one.file) === manifestName(run) && isInside(one.file),
    );
    if (isUnreadable || (known && !(await isGone(known, isInside)))) continue;
    const targets = record.disks
      .map(({ target }) => target.path)
      .filter((target) => folders.includes(path.dirname(target)));
    // Whoever has given its names to a later backup has taken it away before: nothing existing is overwritten.
    const own: string[] = [];
    for (const target of targets) if (!(await isTaken(target, run))) own.push(target);
    if (own.length === 0) continue;
    const left: string[] = [];
    for (const target of own) if (await exists(target)) left.push(target);
    const start = told`${mention(run, 'Run ')} was backed up to "${folder}", and its`;
    const ifGone = 'if the backup is gone for good, remove its';
    if (known) {
      const manifests = quoted(known.manifests.map((copy) => copy.file));
      const text = told`${start} files are missing: they may have been moved; ${ifGone} manifest ${manifests}.`;
      findings.push({ severity: 'warning', code: 'target-missing', run, file: folder, ...text });
      continue;
    }
    const what = told`${start} manifest "${file}" is missing`;
    const gone = `${ifGone} record "${path.join(records.folder, `${run}.json`)}"`;
    findings.push({
      severity: left.length > 0 ? 'error' : 'warning',
      code: 'manifest-missing',
      run,
      file,
      ...(left.length > 0
        ? told`${what}, while ${quoted(left)} may still be its backup: bring the manifest back; ${gone}.`
        : told`${what}, and so are its files: it may have been moved; ${gone}.`),
    });
  }
  return findings;
}
