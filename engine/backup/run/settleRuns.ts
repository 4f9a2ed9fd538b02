import { QmpCommandError, type QmpClient } from '../../qmp';
import { BackupError } from '../errors';
import { findRun, findRuns, type FoundRun } from '../jobs/findRuns';
import { isOutcome } from '../jobs/totals';
import type { RunId } from '../names/runId';
import { isDecided } from '../records/keepRecord';
import type { RunRecord } from '../records/runRecord';
import { awaitCreation } from '../targets/awaitCreation';
import { partialFiles, type PartialFile } from '../targets/remains';
import { clearUp } from '../targets/settle';
import { attachRun, readRecord } from './attachRun';
import { endUnknown, endUnprepared, endUnstarted, type SettledRun } from './endLostRun';
import type { Followed } from './followed';
import { ofMachine } from './ofMachine';
import type { RunSite } from './runSite';
import { hasJobs, isHalfCancelled, isWithoutProgram, standingOf } from './standing';
import { sweepRecords } from './sweepRecords';
import { thawGuest } from './thawGuest';

/** How often what an abandoned start has left is looked at again, since its last command may still have run. */
const LOOKS = 5;

/**
 * Takes an outcome that QEMU keeps, or that of a cancel that was left halfway; `undefined` where another program has done
 * so since QEMU was asked.
 * @param site with the records that the run is in
 */
async function settleEnded(client: QmpClient, run: RunId, site: RunSite): Promise<SettledRun | undefined> {
  // Of another user's run, no record tells here what has become of it.
  const attached = await attachRun(client, run, site).catch(async (error: unknown) => {
    const record = await site.records.read(run).catch(() => undefined);
    if (isDecided(record) || !(record || (await findRun(client, run)))) return undefined;
    throw error;
  });
  if (!attached) return undefined;
  const result = await attached.finished;
  if (result.loss === 'dismissed' && !(await site.records.read(run))) return undefined;
  return { result, snapshot: attached.snapshot() };
}

/** Takes back what a program that is no more had made for a start; its last command may be under way in QEMU. */
async function settleAbandoned(
  client: QmpClient,
  record: RunRecord,
  site: RunSite,
): Promise<SettledRun | undefined> {
  const files = partialFiles(record.disks);
  const { run, locality } = record;
  const stays: PartialFile[] = [];
  let refusal: unknown;
  for (let look = 1; look <= LOOKS; look += 1) {
    const found = await findRun(client, run);
    // The jobs did start in the end: they are followed, or settled, like any other's.
    if (found && hasJobs(found)) return hasEnded(found) ? settleEnded(client, run, site) : undefined;
    if (!found) {
      return look === 1
        ? endUnprepared(site.records, record, 'anew')
        : endUnstarted(site.records, record, stays);
    }
    await awaitCreation(client, found.remains.jobs);
    try {
      const remains = { ...found.remains, files, locality, partial: 'remove' as const };
      stays.push(...(await clearUp(client, 'cancelled', remains)).stays);
    } catch (error) {
      // A node that has got a user meanwhile.
      if (!(error instanceof QmpCommandError)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

const hasEnded = ({ snapshot }: FoundRun) => isOutcome(snapshot.state);

function withNotices(settled: SettledRun | undefined, notices: string[]): SettledRun | undefined {
  if (!settled || notices.length === 0) return settled;
  const { result } = settled;
  return { ...settled, result: { ...result, notices: [...notices, ...(result.notices ?? [])] } };
}

/**
 * Settles a run that has ended or that nobody can finish any more; `undefined` for one that goes on.
 * @param site with the records that the run is in
 */
async function settleOne(
  client: QmpClient,
  found: FoundRun | undefined,
  record: RunRecord | undefined,
  site: RunSite,
): Promise<SettledRun | undefined> {
  if (found && hasJobs(found)) {
    // Where all have come to their rest, nothing keeps a cancel from being finished at once.
    const isAtRest = found.snapshot.state === 'paused';
    const isOver = hasEnded(found) || (isAtRest && (await isHalfCancelled(found, site.records)));
    return isOver ? settleEnded(client, found.snapshot.run, site) : undefined;
  }
  if (!record || record.origin === 'foreign') return undefined;
  if (record.state !== 'ended') {
    const standing = await standingOf(record);
    if (standing === 'starting') return undefined;
    // Its program may have started it, brought it to its end and ended itself since its record was read.
    if (isDecided(await site.records.read(record.run))) return undefined;
    if (standing === 'abandoned') {
      const notices = await thawGuest(record);
      return withNotices(await settleAbandoned(client, record, site), notices);
    }
  }
  // Nodes without jobs are of no use to anybody, and keep files open.
  if (found) {
    const { locality } = record;
    await clearUp(client, 'unknown', { ...found.remains, files: [], locality, partial: 'keep' });
  }
  if (record.state === 'ended') return undefined;
  return endUnknown(site.records, record, found ? 'dismissed' : 'anew');
}

/** A run that was settled, and whose it was: `us`, whoever comes to it, where its program is no more. */
export type SettledLeftover = SettledRun & Pick<Followed, 'owner'>;

/** Some runs of a machine could not be settled. The others were, and nobody else will tell how they ended. */
export class UnsettledError extends BackupError {
  override name = 'UnsettledError';

  constructor(
    troubles: readonly BackupError[],
    readonly settled: readonly SettledLeftover[],
  ) {
    super(troubles.map(({ message }) => message).join('\n'), { cause: troubles[0] });
  }
}

/**
 * Settles the runs of a machine that have ended with nobody there, or that nobody can finish any more: their files get
 * their names or are removed, what they have in QEMU is removed, and their records tell how they ended. Runs that go
 * on, or are being prepared, are left to themselves.
 * @param only this run alone
 * @throws {UnsettledError} where a record that is needed cannot be read, once all others are settled
 * @throws {QmpError} when QEMU does not answer
 */
export async function settleRuns(client: QmpClient, site: RunSite, only?: RunId): Promise<SettledLeftover[]> {
  // The records first: what they call started is known to QEMU by then.
  const open = await site.records.listOpen();
  const found = await findRuns(client);
  const runs = [
    ...found.map(({ snapshot }) => snapshot.run),
    ...(await ofMachine(client.address, open)).map(({ run }) => run),
  ];
  const settleRun = async (run: RunId): Promise<SettledLeftover | undefined> => {
    const own = open.find((one) => one.run === run && one.origin === 'ours');
    const { record, records } = own ? { record: own, records: site.records } : await readRecord(site, run);
    const early = found.find(({ snapshot }) => snapshot.run === run);
    // What a record that was read since calls started may have had no jobs yet when QEMU was asked.
    const inQemu = own || (early && hasJobs(early)) ? early : await findRun(client, run);
    // Its program may have recorded the end, and be about to clear up.
    const owner = record?.origin === 'ours' && (await isWithoutProgram(record)) ? 'us' : 'maybe another';
    const one = await settleOne(client, inQemu, record, { ...site, records });
    if (!one) return undefined;
    await sweepRecords(records);
    return { ...one, owner };
  };
  const settled: SettledLeftover[] = [];
  const troubles: BackupError[] = [];
  for (const run of [...new Set(runs)].toSorted()) {
    if (only !== undefined && run !== only) continue;
    try {
      const one = await settleRun(run);
      if (one) settled.push(one);
    } catch (error) {
      // It says nothing about any other run.
      if (!(error instanceof BackupError)) throw error;
      troubles.push(error);
    }
  }
  if (troubles.length > 0) throw new UnsettledError(troubles, settled);
  return settled;
}
