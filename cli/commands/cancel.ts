import { BackupError, cancelRun, QmpTimeoutError } from '../../engine';
import { withClient } from '../connect';
import { ExitStatus, Failure, statusOf } from '../exitStatus';
import { onlyRun } from '../onlyRun';
import { say } from '../output/write';

/** `cancel [RUN]`: cancels a run, whoever started it. The status is 0 only where it was really cancelled. */
export async function cancel(wanted: string | undefined, options: { qmp: string }): Promise<ExitStatus> {
  return withClient(options.qmp, async (client, locality) => {
    try {
      const run = wanted ?? (await onlyRun(client));
      const { outcome } = await cancelRun(client, run, locality);
      if (outcome === 'cancelled') {
        say(`Backup ${run} is cancelled.`);
        return ExitStatus.ok;
      }
      say(
        outcome === 'completed'
          ? `Backup ${run} had already completed.`
          : `Backup ${run} was not cancelled; its outcome is: ${outcome}.`,
      );
      return outcome === 'completed' ? ExitStatus.refused : statusOf(outcome);
    } catch (error) {
      if (error instanceof QmpTimeoutError) {
        throw new Failure(
          ExitStatus.unknown,
          `QEMU does not answer; the cancel is requested. ${error.message}`,
          { cause: error },
        );
      }
      if (error instanceof BackupError)
        throw new Failure(ExitStatus.refused, error.message, { cause: error });
      throw error;
    }
  });
}
