import type { BackupRun, RunResult, SettledRun } from '../engine';
import { ExitStatus, Failure, statusOf } from './exitStatus';
import type { Interrupts } from './interrupts';
import { jsonLines } from './output/jsonLines';
import { plainLines } from './output/plainLines';
import { progressBars } from './output/progressBars';
import type { Beginning, Reporter } from './output/reporter';
import { shellWord } from './output/shellWord';
import { complain } from './output/write';
import { CANCEL_UNANSWERED, tellIfSlow } from './tellIfSlow';

/** The headline, the sum of all disks, and what the terminal needs below. */
const ROWS_BESIDE_BARS = 4;

/** The way to show a run that was asked for, or that suits where the output goes. */
export function chooseReporter({ json }: { json?: true }, disks: number): Reporter {
  if (json) return jsonLines();
  const { isTTY, rows } = process.stdout;
  // Bars that do not fit on the screen would be drawn over and over, one below the other.
  // Some terminals do not tell their size; then rows is 0.
  const fits = rows === 0 || disks <= rows - ROWS_BESIDE_BARS;
  return isTTY && fits ? progressBars() : plainLines();
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
    tellEnd(reporter, result);
    return statusOf(result.outcome);
  } finally {
    watching.dispose();
    await run.leave();
  }
}

/** Shows a run that has ended already, and was followed by nobody. */
export function showSettled(
  { snapshot, result }: SettledRun,
  machine: string | undefined,
  reporter: Reporter,
): ExitStatus {
  reporter.started({ run: result.run, machine, disks: snapshot.disks });
  reporter.progress(snapshot);
  tellEnd(reporter, result);
  return statusOf(result.outcome);
}

function tellEnd(reporter: Reporter, result: RunResult): void {
  reporter.finished(result);
  complain(...(result.notices ?? []));
}

/** Cancels the run in QEMU at the first interrupt. Settles only when that fails. */
export async function cancelOnInterrupt(
  run: BackupRun,
  reporter: Reporter,
  interrupts: Interrupts,
): Promise<never> {
  await interrupts.first;
  reporter.notice('Cancelling the backup; interrupt once more to leave without waiting.');
  void tellIfSlow(run.finished, (message) => reporter.notice(message));
  if ((await run.cancel()) === 'silent') reporter.notice(CANCEL_UNANSWERED);
  return new Promise(() => {});
}

/** Leaves the run to QEMU when something has happened. */
export async function leaveOn(event: Promise<void>, { id }: BackupRun, socket: string): Promise<never> {
  await event;
  throw left(`Backup ${id} goes on in QEMU`, socket);
}

/** The end of the program before that of the backup. */
export function left(what: string, socket: string): Failure {
  return new Failure(
    ExitStatus.unknown,
    `${what}; follow it with: domainbackup attach --qmp ${shellWord(socket)}`,
  );
}
