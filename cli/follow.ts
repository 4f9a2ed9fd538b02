import type { BackupRun, RunResult } from '../engine';
import { ExitStatus, Failure, statusOf } from './exitStatus';
import type { Interrupts } from './interrupts';
import { jsonLines } from './output/jsonLines';
import { plainLines } from './output/plainLines';
import { progressBars } from './output/progressBars';
import type { Beginning, Reporter } from './output/reporter';

/** The way to show a run that was asked for, or that suits where the output goes. */
export function chooseReporter({ json }: { json?: true }): Reporter {
  if (json) return jsonLines();
  return process.stdout.isTTY ? progressBars() : plainLines();
}

/**
 * Shows a run until its end.
 * @param obey settles only, by a rejection, when an interrupt ends the program before the run
 */
export async function follow(
  run: BackupRun,
  beginning: Beginning,
  reporter: Reporter,
  obey: Promise<never>,
): Promise<ExitStatus> {
  reporter.started(beginning);
  const watching = run.onChange((snapshot) => reporter.progress(snapshot));
  try {
    const result: RunResult = await Promise.race([run.finished, obey]);
    reporter.finished(result);
    return statusOf(result.outcome);
  } finally {
    watching.dispose();
  }
}

/** Cancels the run in QEMU at the first interrupt, and leaves at the second. */
export async function cancelOnInterrupt(
  run: BackupRun,
  reporter: Reporter,
  interrupts: Interrupts,
): Promise<never> {
  await interrupts.first;
  reporter.notice('Cancelling the backup; interrupt once more to leave without waiting.');
  await run.cancel();
  await interrupts.second;
  throw left(run, 'Left before it had ended');
}

/** Leaves the run to QEMU at the first interrupt. */
export async function leaveOnInterrupt(run: BackupRun, interrupts: Interrupts): Promise<never> {
  await interrupts.first;
  throw left(run, 'It goes on in QEMU');
}

function left({ id }: BackupRun, what: string): Failure {
  return new Failure(ExitStatus.unknown, `Backup ${id}: ${what}; follow it with "domainbackup attach".`);
}
