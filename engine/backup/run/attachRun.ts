import { errorText } from '../../errorText';
import type { QmpClient } from '../../qmp';
import { BackupError } from '../errors';
import { findRun, type FoundRun } from '../jobs/findRuns';
import { DEFAULT_RUN_OPTIONS, type RunOptions } from '../options';
import type { RunId } from '../names/runId';
import { isDecided, recordStart } from '../records/keepRecord';
import { foreignRecord } from '../records/newRecord';
import { ownerOf } from '../records/recordPlaces';
import type { RunRecord } from '../records/runRecord';
import type { RunRecords } from '../records/runRecords';
import { namedFiles, partialFiles, writtenOf } from '../targets/remains';
import { BackupRun } from './backupRun';
import type { Followed } from './followed';
import type { RunSite } from './runSite';
import { hasJobs, isLeft } from './standing';
import { thawGuest } from './thawGuest';

/** A run that has jobs in QEMU, as it is followed by whoever comes to it. */
async function followed(
  client: QmpClient,
  { snapshot, remains, growing }: FoundRun,
  record: RunRecord | undefined,
  { locality, records, reconnect }: RunSite,
  options: Partial<RunOptions>,
): Promise<Followed> {
  const { run, name } = snapshot;
  const disks = snapshot.disks.map((disk) => {
    const target = growing.get(disk.job);
    return { ...disk, ...(target !== undefined && { growing: target }) };
  });
  const runOptions = { ...DEFAULT_RUN_OPTIONS, ...record?.options, ...options };
  const { partial } = runOptions;
  const common = { run, records, notices: [], options: runOptions, ...(reconnect && { reconnect }) };
  if (record?.origin !== 'ours') {
    const otherwise = foreignRecord(client, snapshot, locality);
    const owner = 'maybe another';
    return {
      ...common,
      name,
      startedAt: snapshot.startedAt,
      disks,
      remains: { ...remains, locality, partial },
      owner,
      otherwise,
    };
  }
  // Its program ended between QEMU's answer and the record of it.
  const startedAt = record.startedAt ?? record.preparedAt;
  const notices = await thawGuest(record);
  if (record.state === 'preparing') await recordStart(records, run, startedAt);
  const own = record.disks.map(({ disk, job, target, data }) => {
    const { growing: file, ...found } = { ...disks.find((one) => one.job === job) };
    return {
      ...found,
      // What is compressed arrives as fewer bytes than were copied.
      ...(file !== undefined && record.options.compress === 'off' && { growing: file }),
      ...(data !== undefined && { data }),
      disk,
      job,
      target: target.path,
    };
  });
  return {
    ...common,
    notices,
    name: record.name,
    startedAt,
    disks: own,
    remains: {
      ...remains,
      ...(record.checkpoint && { checkpoint: record.checkpoint.name }),
      written: writtenOf(record.disks),
      files: partialFiles(record.disks),
      named: namedFiles(record.disks),
      locality: record.locality,
      partial,
    },
    owner: (await isLeft(record)) ? 'us' : 'maybe another',
  };
}

function unknownRun(run: RunId, record: RunRecord | undefined): BackupError {
  if (isDecided(record)) return new BackupError(`Backup "${run}" has ended: ${record.outcome}.`);
  return new BackupError(`QEMU knows no run "${run}"; it may have ended and been cleared up.`);
}

/**
 * Follows a run that another client started, or that a client left behind. What it is called, and where its files are,
 * its record tells, if there is one; everything else, and of a run without a record everything, QEMU: its jobs carry
 * the run's id, its nodes the files. Where the client that started it is still there, that one is given a moment at
 * the end to take the outcome; if it does not, the run is settled here. A cancel that was left halfway is finished.
 * @throws {BackupError} where QEMU has no job of such a run, or its record cannot be read
 * @throws {QmpError} when QEMU does not answer
 */
export async function attachRun(
  client: QmpClient,
  run: RunId,
  site: RunSite,
  options: Partial<RunOptions> = {},
): Promise<BackupRun> {
  // Listening begins first: the owner may clear up so fast that only the events tell how the jobs ended.
  const events = client.listen();
  try {
    const { record, records } = await readRecord(site, run);
    const found = await findRun(client, run);
    if (!found) throw unknownRun(run, record);
    if (!hasJobs(found)) {
      throw new BackupError(
        `Backup "${run}" has not started its jobs; if nobody is starting it any more, cancel it.`,
      );
    }
    const those = await followed(client, found, record, { ...site, records }, options);
    return new BackupRun(client, those, events);
  } catch (error) {
    events.close();
    throw error;
  }
}

/** What is on record of a run, and where: a run is settled where it was started, as it was asked for there. */
interface FoundRecord {
  record: RunRecord | undefined;
  /** Those of the program of this user that has started it, as far as that is known. */
  records: RunRecords;
}

/** @throws {BackupError} where there is a record that cannot be read */
export async function readRecord(site: RunSite, run: RunId): Promise<FoundRecord> {
  try {
    const records = await ownerOf(site.records, run);
    return { record: await records.read(run), records };
  } catch (error) {
    const message = errorText(error);
    throw new BackupError(`${message} Move it away to go on without it.`, { cause: error });
  }
}
