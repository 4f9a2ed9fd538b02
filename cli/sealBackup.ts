import { errorText, sealRun } from '../engine';
import { Interrupts } from './interrupts';
import { workReporter } from './output/workBar';
import { complain } from './output/write';
import { runRecords } from './records';

/**
 * Records the digests of a backup that has completed. It is a backup without, so whatever goes wrong here is told and
 * changes nothing; an interrupt leaves the digests to whoever verifies the backup.
 */
export async function sealBackup(run: string): Promise<void> {
  using interrupts = new Interrupts();
  const { signal } = interrupts;
  using reporter = workReporter({});
  try {
    await sealRun(runRecords(), run, {
      signal,
      onProgress: ({ disk, current, total }) =>
        reporter.progress({ what: `recording the digest of ${disk}`, about: {}, current, total }),
    });
  } catch (error) {
    reporter[Symbol.dispose]();
    tellUnsealed(run, signal.aborted ? 'interrupted' : errorText(error));
  }
}

/** Says why a backup that has completed has no digests, and how it gets them. */
export function tellUnsealed(run: string, reason: string): void {
  complain(
    `The digests of backup ${run} are not recorded: ${reason}. Record them with: domainbackup verify ${run}`,
  );
}
