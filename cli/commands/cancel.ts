import {
  BackupError,
  cancelRun,
  type CancelAnswer,
  listRuns,
  type QmpClient,
  type RunResult,
  type RunSite,
} from '../../engine';
import { withClient } from '../connect';
import { ExitStatus, Failure, gravest, statusOf } from '../exitStatus';
import { Interrupts } from '../interrupts';
import { isGoing, onlyRun } from '../onlyRun';
import { shellWord } from '../output/shellWord';
import { remainLines } from '../output/summary';
import { complain, say } from '../output/write';
import { settleLeftovers } from '../settleLeftovers';
import { untilSecond } from '../untilSecond';
import { CANCEL_UNANSWERED, tellIfSlow } from '../tellIfSlow';

/** Says what became of a run that was to be cancelled, which files stay of it, and what could not be done. */
function tellCancelled(result: RunResult): ExitStatus {
  const status = tellEnd(result);
  say(...remainLines(result));
  complain(...(result.notices ?? []));
  return status;
}

/** Says what became of a run. */
function tellEnd({ run, outcome }: RunResult): ExitStatus {
  if (outcome === 'cancelled') {
    say(`Backup ${run} is cancelled.`);
    return ExitStatus.ok;
  }
  const late =
    outcome === 'completed' ? 'had already completed' : `was not cancelled; its outcome is: ${outcome}`;
  say(`Backup ${run} ${late}.`);
  return outcome === 'completed' ? ExitStatus.refused : statusOf(outcome);
}

/** A signal that ends the program, and what QEMU was asked until then, of which run. */
interface Stopping {
  signal: AbortSignal;
  asked?: { run: string; answer: 'none yet' | CancelAnswer };
}

/** What a signal came to. Of what QEMU was asked, this program sees no end. */
function interrupted({ asked }: Stopping, socket: string): Failure {
  const command = (name: string) => `domainbackup ${name} --qmp ${shellWord(socket)}`;
  const tell = () => {
    if (asked === undefined) return 'Interrupted; no backup was asked to be cancelled.';
    const { run, answer } = asked;
    return answer === 'none yet' || answer === 'silent'
      ? `Interrupted before QEMU had answered; whether backup ${run} is cancelled, this tells: ${command('jobs')}`
      : `Interrupted; QEMU was asked to cancel backup ${run}, and does. Settle it with: ${command('attach')}`;
  };
  return new Failure(ExitStatus.unknown, tell());
}

async function cancelOne(
  client: QmpClient,
  run: string,
  site: RunSite,
  stopping: Stopping,
): Promise<ExitStatus> {
  const { signal } = stopping;
  const onAsked = (answer: 'none yet' | CancelAnswer) => {
    stopping.asked = { run, answer };
    if (answer === 'silent') complain(CANCEL_UNANSWERED);
  };
  return tellCancelled(await tellIfSlow(cancelRun(client, run, site, { onAsked, signal }), complain));
}

/** Settles what has ended with nobody there, and cancels what runs, if anything does. */
async function cancelAny(client: QmpClient, site: RunSite, stopping: Stopping): Promise<ExitStatus> {
  const left = await settleLeftovers(client, site);
  const runs = await listRuns(client, site.records, { signal: stopping.signal });
  if (left.length > 0 && !runs.some(isGoing)) return gravest(left.map(({ result }) => tellEnd(result)));
  return cancelOne(client, onlyRun(runs), site, stopping);
}

/** `cancel [RUN]`: cancels a run, whoever started it. The status is 0 only where it was really cancelled. */
export async function cancel(wanted: string | undefined, options: { qmp: string }): Promise<ExitStatus> {
  return withClient(options.qmp, async (client, site) => {
    using interrupts = new Interrupts();
    const { signal } = interrupts;
    const stopping: Stopping = { signal };
    try {
      const work =
        wanted === undefined ? cancelAny(client, site, stopping) : cancelOne(client, wanted, site, stopping);
      return await untilSecond(interrupts, work, () => interrupted(stopping, options.qmp));
    } catch (error) {
      if (signal.aborted && error === signal.reason) throw interrupted(stopping, options.qmp);
      if (error instanceof BackupError)
        throw new Failure(ExitStatus.refused, error.message, { cause: error });
      throw error;
    }
  });
}
