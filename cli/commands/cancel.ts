import { BackupError, cancelRun, listRuns } from '../../engine';
import { withClient } from '../connect';
import { ExitStatus, Failure, statusOf } from '../exitStatus';
import { onlyRun } from '../onlyRun';
import { complain, say } from '../output/write';
import { CANCEL_UNANSWERED, tellIfSlow } from '../tellIfSlow';

/** `cancel [RUN]`: cancels a run, whoever started it. The status is 0 only where it was really cancelled. */
export async function cancel(wanted: string | undefined, options: { qmp: string }): Promise<ExitStatus> {
  return withClient(options.qmp, async (client, site) => {
    try {
      const run = wanted ?? onlyRun(await listRuns(client, site.records));
      const { outcome } = await tellIfSlow(
        cancelRun(client, run, site, () => complain(CANCEL_UNANSWERED)),
        complain,
      );
      if (outcome === 'cancelled') {
        say(`Backup ${run} is cancelled.`);
        return ExitStatus.ok;
      }
      const late =
        outcome === 'completed' ? 'had already completed' : `was not cancelled; its outcome is: ${outcome}`;
      say(`Backup ${run} ${late}.`);
      return outcome === 'completed' ? ExitStatus.refused : statusOf(outcome);
    } catch (error) {
      if (error instanceof BackupError)
        throw new Failure(ExitStatus.refused, error.message, { cause: error });
      throw error;
    }
  });
}
