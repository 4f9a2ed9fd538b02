import path from 'node:path';
import type { Catalogue } from '../catalogue/catalogue';
import { BackupError } from '../errors';
import { manifestName } from '../manifest/manifestFile';
import type { RunId } from '../names/runId';
import { otherRecords } from '../records/recordPlaces';
import type { RunRecords } from '../records/runRecords';
import { markedNeeds } from './markedNeeds';
import { partialNeeds } from './partialNeeds';
import { placesOf } from './places';
import { recordedNeeds, type RecordedNeed } from './recordedNeeds';

/** Where it is looked for what builds on backups. */
interface NeedSources {
  /** The program's own; those that other programs of this user have told of are asked as well. */
  records: RunRecords;
  /** Folders, which are looked into with what is below them; in one that is not there nothing lies. */
  folders: readonly string[];
  signal?: AbortSignal;
}

/** Makes sure that of each run of which there is a manifest one can be read, or else that its record tells the same. */
function checkManifests(catalogue: Catalogue, recorded: ReadonlySet<RunId>): void {
  const isTold = (name: string) =>
    catalogue.runs.some(({ run }) => manifestName(run) === name) ||
    [...recorded].some((run) => manifestName(run) === name);
  const silent = catalogue.unreadable.find(
    ({ kind, file }) => kind === 'manifest' && !isTold(path.basename(file)),
  );
  if (silent)
    throw new BackupError(
      `"${silent.file}" is no manifest that can be read: ${silent.reason}. What its backup builds on is not known, ` +
        'so nothing is removed. Put a copy of it in its place, or prune as a user or with a version that can read it; ' +
        'if that backup is given up, remove its files and the manifest.',
    );
}

/**
 * What has to stay because other runs build on it, or will: as the records of all programs of this user tell, and, for
 * what they do not tell of, the images of increments, partial or whole, which say it themselves.
 * @throws {BackupError} where a record, a manifest, such an image, or a folder below one of these cannot be read: what a
 *   run there builds on, nobody can tell then
 * @throws {Error} where one of the folders itself cannot be read
 * @throws the signal's reason
 */
export async function readNeeds(
  catalogue: Catalogue,
  { records: own, folders, signal }: NeedSources,
): Promise<RecordedNeed[]> {
  const all = [own, ...(await otherRecords(own))];
  const recorded = (await Promise.all(all.map(recordedNeeds))).flat();
  const known = (await Promise.all(all.map((records) => records.list()))).flatMap(({ records }) => records);
  // Of a run that another program started, the record knows less than the manifest.
  const ours = known.filter(({ origin, disks }) => origin === 'ours' && disks.length > 0);
  checkManifests(catalogue, new Set(ours.map(({ run }) => run)));
  const places = await placesOf(catalogue, all, folders);
  const runs = new Set(known.map(({ run }) => run));
  const written = await partialNeeds(catalogue, runs, places, signal);
  return [...recorded, ...written, ...(await markedNeeds(catalogue, places, signal))];
}
