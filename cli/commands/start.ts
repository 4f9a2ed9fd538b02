import {
  freezeText,
  PlanError,
  planBackup,
  QmpError,
  RunError,
  startBackup,
  type BackupSources,
  type CheckpointDefinition,
  type Freeze,
  type QmpClient,
  type RunSite,
} from '../../engine';
import { backupSources, type CatalogueOptions } from '../catalogue';
import { withClient } from '../connect';
import { ExitStatus, Failure } from '../exitStatus';
import { fail } from '../fail';
import { cancelOnInterrupt, chooseReporter, follow, leaveOn, left } from '../follow';
import { Interrupts } from '../interrupts';
import { findingLines, findingsAsJson } from '../output/findings';
import { complain, say, sayJson } from '../output/write';
import type { LocatedProblem } from '../problems';
import { readBackup, type ReadBackup } from '../readBackup';
import { readCheckpointOption } from '../readCheckpoint';
import { sealBackup, tellUnsealed } from '../sealBackup';
import { settleLeftovers } from '../settleLeftovers';
import { runOptions, type RunFlags } from '../runOptions';

interface StartOptions extends RunFlags, CatalogueOptions {
  qmp: string;
  json?: true;
  /** The name of the checkpoint to be made, or the file of its document. */
  checkpoint?: string;
}

/** What an error of the engine means for the exit status, and how the run that never began ended. */
function failureOf(error: unknown, interrupts: Interrupts): Failure | undefined {
  if (interrupts.signal.aborted && error === interrupts.signal.reason) {
    return new Failure(ExitStatus.cancelled, 'Cancelled before the backup started; nothing was left behind.');
  }
  if (error instanceof Failure) return error;
  // What it had made stays.
  if (error instanceof RunError && interrupts.signal.aborted && error.cause === interrupts.signal.reason)
    return new Failure(ExitStatus.cancelled, error.message, { cause: error });
  if (error instanceof PlanError) {
    return new Failure(ExitStatus.refused, findingLines(error.findings).join('\n'), { cause: error });
  }
  if (error instanceof RunError) return new Failure(ExitStatus.failed, error.message, { cause: error });
  if (error instanceof QmpError) return new Failure(ExitStatus.unknown, error.message, { cause: error });
  return undefined;
}

const OUTCOMES: Partial<Record<ExitStatus, string>> = {
  [ExitStatus.failed]: 'failed',
  [ExitStatus.cancelled]: 'cancelled',
  [ExitStatus.unknown]: 'unknown',
};

/** The last line for programs, of a backup that was refused or that ended without results. */
function sayEnd({ status, message, cause }: Failure, run: string | undefined): void {
  if (cause instanceof PlanError) sayJson({ event: 'refused', findings: findingsAsJson(cause.findings) });
  else sayJson({ event: 'finished', run, outcome: OUTCOMES[status], disks: [], error: message });
}

/** Tells how long the guest was frozen, also where the backup did not start. */
function tellFreeze(freeze: Freeze, { json }: StartOptions): void {
  if (json) sayJson({ event: 'thawed', ...freeze });
  else if (freeze.thaw === 'failed') complain(`warning: ${freezeText(freeze)}`);
  else say(freezeText(freeze));
}

/** What is to be carried out. */
interface Wanted extends ReadBackup {
  backups: BackupSources;
  checkpoint?: CheckpointDefinition;
  /** Takes the backups that have no digests yet: this one, and those of earlier programs that were settled before. */
  onCompleted: (runs: readonly string[]) => void;
}

async function carryOut(
  client: QmpClient,
  { definition, document, backups, checkpoint, onCompleted }: Wanted,
  { locality, records }: RunSite,
  options: StartOptions,
): Promise<ExitStatus> {
  // The backup is in QEMU's hands, which a closed terminal does not end.
  using interrupts = new Interrupts('leave');
  const { signal } = interrupts;
  const completed: string[] = [];
  let run: string | undefined;
  const leaving = leave(interrupts, options.qmp);
  const makePlan = () =>
    planBackup(client, definition, {
      locality,
      signal,
      options: runOptions(options),
      backups,
      ...(checkpoint && { checkpoint }),
    });
  const begin = async () => {
    // Both mostly wait for QEMU. A guest agent serves one client at a time, though, and settling may have to thaw.
    const early = options.guestAgent === undefined ? makePlan().catch(() => undefined) : undefined;
    const leftovers = await settleLeftovers(client, { locality, records });
    // A program that is still there records the digests of its own.
    const own = leftovers.filter(({ owner }) => owner === 'us').map(({ result }) => result);
    completed.push(...own.filter(({ outcome }) => outcome === 'completed').map((one) => one.run));
    // It must have ended in any case: it asks QEMU for nodes, which nobody may do while targets are made.
    const planned = await early;
    // Where something was settled, the machine may be another one by now, and what stood against the backup may be gone:
    // so one that is refused was planned twice.
    const plan = planned && leftovers.length === 0 ? planned : await makePlan();
    run = plan.run;
    if (!options.json) complain(...findingLines(plan.warnings));
    const started = await startBackup(client, plan, {
      records,
      document,
      signal,
      onWaiting: complain,
      onThawed: (freeze) => tellFreeze(freeze, options),
    });
    return { plan, started };
  };
  try {
    const { plan, started } = await Promise.race([begin(), leaving]);
    const disks = plan.disks.map(({ disk, target, size, copy }) => ({
      disk,
      target: target.path,
      // How much an increment has to copy is for QEMU to tell.
      total: copy.kind === 'full' ? size : 0,
    }));
    const { name } = started.snapshot();
    const beginning = { run: plan.run, machine: plan.machine.name, name, disks, plan };
    const reporter = chooseReporter(options, disks.length);
    const obey = Promise.race([
      cancelOnInterrupt(started, reporter, interrupts),
      leaveOn(interrupts.hangup, started, options.qmp),
      leaving,
    ]);
    const status = await follow(started, beginning, reporter, obey);
    if (status === ExitStatus.ok) completed.push(plan.run);
    return status;
  } catch (error) {
    const failure = failureOf(error, interrupts);
    if (failure && options.json) sayEnd(failure, run);
    throw failure ?? error;
  } finally {
    // Who has asked for the program's end is not kept waiting for them.
    if (!signal.aborted) onCompleted(completed);
    else if (options.digest) for (const one of completed) tellUnsealed(one, 'interrupted');
  }
}

/** A second interrupt ends the program at any time, also while QEMU does not answer. */
async function leave(interrupts: Interrupts, socket: string): Promise<never> {
  await interrupts.second;
  throw left('Left before the backup had ended', socket);
}

/** `start FILE`: runs a backup to its end. */
export async function start(file: string, options: StartOptions): Promise<ExitStatus> {
  const onProblems = (problems: LocatedProblem[]) => {
    if (options.json) sayJson({ event: 'refused', problems });
  };
  const backup = await readBackup(file, onProblems);
  const checkpoint = await readCheckpointOption(options.checkpoint, onProblems);
  const completed: string[] = [];
  const onCompleted = (runs: readonly string[]) => void completed.push(...runs);
  const wanted = { ...backup, ...checkpoint, onCompleted, backups: await backupSources(options) };
  const status = await withClient(options.qmp, (client, site) =>
    carryOut(client, wanted, site, options),
  ).catch(fail);
  // Nobody is kept from the monitor meanwhile, nor from what went wrong: it may take hours.
  if (options.digest) for (const run of completed) await sealBackup(run);
  return status;
}
