import {
  attachRun,
  BackupError,
  leftElsewhere,
  listRuns,
  parseQmpAddress,
  QmpConnectError,
  readMachine,
  settledRun,
  settleGone,
  settleRuns,
  UnsettledError,
  type SettledRun,
  type QmpAddress,
  type QmpClient,
  type RunSite,
} from '../../engine';
import { withClient } from '../connect';
import { ExitStatus, Failure, gravest } from '../exitStatus';
import { chooseReporter, follow, leaveOn, showSettled } from '../follow';
import { Interrupts } from '../interrupts';
import { isGoing, onlyRun } from '../onlyRun';
import { shellWord } from '../output/shellWord';
import { complain } from '../output/write';
import { runRecords } from '../records';
import { sealBackup } from '../sealBackup';
import { followOptions, type FollowFlags } from '../runOptions';

interface AttachOptions extends FollowFlags {
  qmp: string;
  json?: true;
}

/** Runs that were seen to their end. */
interface Attached {
  runs: string[];
  status: ExitStatus;
}

/** Settles what has ended, and follows what runs. */
async function carryOn(
  client: QmpClient,
  site: RunSite,
  wanted: string | undefined,
  options: AttachOptions,
): Promise<Attached> {
  using interrupts = new Interrupts();
  const { name } = await readMachine(client);
  const settled: SettledRun[] = [];
  const statuses: ExitStatus[] = [];
  try {
    settled.push(...(await settleRuns(client, site, wanted)));
  } catch (error) {
    if (!(error instanceof UnsettledError) || error.settled.length === 0) throw error;
    settled.push(...error.settled);
    statuses.push(ExitStatus.refused);
    complain(error.message);
  }
  const runs = await listRuns(client, site.records);
  if (settled.length === 0 && wanted !== undefined && !runs.some(({ run }) => run === wanted)) {
    // Another program has settled it, or an earlier one of this kind.
    const ended = await settledRun(site.records, wanted);
    if (ended) settled.push(ended);
  }
  for (const one of settled)
    statuses.push(showSettled(one, name, chooseReporter(options, one.snapshot.disks.length)));
  const done = settled.map(({ result }) => result.run);
  const isDone = wanted !== undefined || !runs.some(isGoing);
  if (settled.length > 0 && isDone) return { runs: done, status: gravest(statuses) };
  const run = await attachRun(client, wanted ?? onlyRun(runs), site, followOptions(options));
  const beginning = { run: run.id, machine: name, disks: run.snapshot().disks };
  const reporter = chooseReporter(options, beginning.disks.length);
  const status = await follow(run, beginning, reporter, leaveOn(interrupts.first, run, options.qmp));
  return { runs: [...done, run.id], status: gravest([...statuses, status]) };
}

/** Where nothing listens any more, another monitor of the machine may be the one that the records name. */
async function withOthers(failure: Failure, address: QmpAddress, wanted?: string): Promise<Failure> {
  const left = await leftElsewhere(address, runRecords());
  const hints = left
    .filter(({ record }) => wanted === undefined || record.run === wanted)
    .map(({ record: { run, machine }, machine: which }) => {
      const whose = machine.name === undefined ? '' : ` of ${machine.name}`;
      const where = `through another monitor: domainbackup attach --qmp ${shellWord(machine.socket)}`;
      return which === 'same'
        ? `Backup ${run}${whose} was left behind, and was started ${where}`
        : `Backup ${run}${whose} was left behind. If that is the machine you mean, it was started ${where}`;
    });
  return new Failure(failure.status, [failure.message, ...hints].join('\n'), { cause: failure.cause });
}

/**
 * Where QEMU is no more, its runs' records are all there is, also those of the user's other programs; nothing can be
 * learned of how the runs ended.
 */
async function attachGone(
  failure: unknown,
  wanted: string | undefined,
  options: AttachOptions,
): Promise<ExitStatus> {
  if (!(failure instanceof Failure)) throw failure;
  const { cause } = failure;
  const isGone =
    cause instanceof QmpConnectError && (cause.reason === 'missing' || cause.reason === 'refused');
  if (!isGone) throw failure;
  const address = parseQmpAddress(options.qmp);
  const { settled, troubles } = await settleGone(address, runRecords(), wanted);
  complain(...troubles.map(({ message }) => message));
  // Another program may have settled the one that was asked for, or this one before.
  const ended =
    wanted === undefined || settled.length > 0 ? undefined : await settledRun(runRecords(), wanted);
  const told = ended ? [ended] : settled;
  if (told.length === 0) throw await withOthers(failure, address, wanted);
  const statuses = told.map((one) =>
    showSettled(one, one.machine.name, chooseReporter(options, one.snapshot.disks.length)),
  );
  if (troubles.length > 0) statuses.push(ExitStatus.refused);
  return gravest(statuses);
}

/** `attach [RUN]`: follows a run that was left behind or that another program started, and settles what has ended. */
export async function attach(wanted: string | undefined, options: AttachOptions): Promise<ExitStatus> {
  try {
    const { runs, status } = await withClient(options.qmp, (client, site) =>
      carryOn(client, site, wanted, options),
    );
    // Nobody is kept from the monitor meanwhile.
    if (options.digest) for (const run of runs) await sealBackup(run);
    return status;
  } catch (error) {
    if (error instanceof BackupError) throw new Failure(ExitStatus.refused, error.message, { cause: error });
    return attachGone(error, wanted, options);
  }
}
