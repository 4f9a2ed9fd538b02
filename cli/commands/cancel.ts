import { BackupError, cancelRun, listRuns, type QmpClient, type RunResult, type RunSite } from '../../engine';
import { withClient } from '../connect';
import { ExitStatus, Failure, gravest, statusOf } from '../exitStatus';
import { isGoing, onlyRun } from '../onlyRun';
import { complain, say } from '../output/write';
import { settleLeftovers } from '../settleLeftovers';
import { CANCEL_UNANSWERED, tellIfSlow } from '../tellIfSlow';

/** Says what became of a run that was to be cancelled. */
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

async function cancelOne(client: QmpClient, run: string, site: RunSite): Promise<ExitStatus> {
  const onSilent = () => complain(CANCEL_UNANSWERED);
  return tellEnd(await tellIfSlow(cancelRun(client, run, site, onSilent), complain));
}

/** Settles what has ended with nobody there, and cancels what runs, if anything does. */
async function cancelAny(client: QmpClient, site: RunSite): Promise<ExitStatus> {
  const left = await settleLeftovers(client, site);
  const runs = await listRuns(client, site.records);
  if (left.length > 0 && !runs.some(isGoing)) return gravest(left.map(({ result }) => tellEnd(result)));
  return cancelOne(client, onlyRun(runs), site);
}

/** `cancel [RUN]`: cancels a run, whoever started it. The status is 0 only where it was really cancelled. */
export async function cancel(wanted: string | undefined, options: { qmp: string }): Promise<ExitStatus> {
  return withClient(options.qmp, async (client, site) => {
    try {
      return await (wanted === undefined ? cancelAny(client, site) : cancelOne(client, wanted, site));
    } catch (error) {
      if (error instanceof BackupError)
        throw new Failure(ExitStatus.refused, error.message, { cause: error });
      throw error;
    }
  });
}
