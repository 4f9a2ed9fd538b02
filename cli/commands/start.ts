import {
  PlanError,
  planBackup,
  QmpError,
  RunError,
  startBackup,
  type BackupDefinition,
  type Locality,
  type QmpClient,
} from '../../engine';
import { withClient } from '../connect';
import { ExitStatus, Failure } from '../exitStatus';
import { cancelOnInterrupt, chooseReporter, follow } from '../follow';
import { Interrupts } from '../interrupts';
import { sayJson } from '../output/write';
import { readBackup } from '../readBackup';

interface StartOptions {
  qmp: string;
  json?: true;
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
    const disks = plan.disks.map(({ disk, target, size }) => ({ disk, target: target.path, total: size }));
    const beginning = { run: plan.run, machine: plan.machine.name, disks, plan };
    const reporter = chooseReporter(options);
    return await follow(started, beginning, reporter, cancelOnInterrupt(started, reporter, interrupts));
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
