import {
  PlanError,
  planBackup,
  QmpError,
  RunError,
  startBackup,
  type BackupDefinition,
  type BackupRun,
  type Locality,
  type QmpClient,
} from '../../engine';
import { withClient } from '../connect';
import { ExitStatus, Failure, statusOf } from '../exitStatus';
import { Interrupts } from '../interrupts';
import { jsonLines } from '../output/jsonLines';
import { plainLines } from '../output/plainLines';
import { progressBars } from '../output/progressBars';
import type { Reporter } from '../output/reporter';
import { sayJson } from '../output/write';
import { readBackup } from '../readBackup';

interface StartOptions {
  qmp: string;
  json?: true;
}

function chooseReporter({ json }: StartOptions): Reporter {
  if (json) return jsonLines();
  return process.stdout.isTTY ? progressBars() : plainLines();
}

/** Cancels the run in QEMU at the first interrupt. Settles only when that fails, or at a second interrupt. */
async function obeyInterrupts(run: BackupRun, reporter: Reporter, interrupts: Interrupts): Promise<never> {
  await interrupts.first;
  reporter.notice('Cancelling the backup; interrupt once more to leave without waiting.');
  await run.cancel();
  await interrupts.second;
  throw new Failure(
    ExitStatus.unknown,
    `Left before backup ${run.plan.run} had ended; see it with: domainbackup jobs`,
  );
}

/** Follows a run to its end. */
async function follow(run: BackupRun, reporter: Reporter, interrupts: Interrupts): Promise<ExitStatus> {
  reporter.started(run.plan);
  const watching = run.onChange((snapshot) => reporter.progress(snapshot));
  try {
    const result = await Promise.race([run.finished, obeyInterrupts(run, reporter, interrupts)]);
    reporter.finished(result);
    return statusOf(result.outcome);
  } finally {
    watching.dispose();
  }
}

/** What an error of the engine means for the exit status. */
function failureOf(error: unknown, interrupts: Interrupts): unknown {
  if (interrupts.signal.aborted && error === interrupts.signal.reason) {
    return new Failure(ExitStatus.cancelled, 'Cancelled before the backup started; nothing was left behind.');
  }
  if (error instanceof PlanError) return new Failure(ExitStatus.refused, error.message);
  if (error instanceof RunError) return new Failure(ExitStatus.failed, error.message);
  if (error instanceof QmpError) return new Failure(ExitStatus.unknown, error.message);
  return error;
}

async function carryOut(
  client: QmpClient,
  definition: BackupDefinition,
  locality: Locality,
  options: StartOptions,
) {
  using interrupts = new Interrupts();
  const { signal } = interrupts;
  try {
    const plan = await planBackup(client, definition, { locality, signal });
    const started = await startBackup(client, plan, { signal });
    return await follow(started, chooseReporter(options), interrupts);
  } catch (error) {
    if (error instanceof PlanError && options.json) sayJson({ event: 'refused', findings: error.findings });
    throw failureOf(error, interrupts);
  }
}

/** `start FILE`: runs a backup to its end. */
export async function start(file: string, options: StartOptions): Promise<ExitStatus> {
  const definition = await readBackup(file);
  return withClient(options.qmp, (client, locality) => carryOut(client, definition, locality, options));
}
