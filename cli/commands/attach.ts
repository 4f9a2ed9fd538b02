import { attachRun, BackupError, readMachine } from '../../engine';
import { withClient } from '../connect';
import { ExitStatus, Failure } from '../exitStatus';
import { chooseReporter, follow, leaveOnInterrupt } from '../follow';
import { Interrupts } from '../interrupts';
import { onlyRun } from '../onlyRun';
import { followOptions, type FollowFlags } from '../runOptions';

/** `attach [RUN]`: follows a run that was left behind or that another program started, and settles it at its end. */
export async function attach(
  wanted: string | undefined,
  options: FollowFlags & { qmp: string; json?: true },
): Promise<ExitStatus> {
  return withClient(options.qmp, async (client, locality) => {
    using interrupts = new Interrupts();
    try {
      const { name } = await readMachine(client);
      const run = await attachRun(
        client,
        wanted ?? (await onlyRun(client, 'any')),
        locality,
        followOptions(options),
      );
      const beginning = { run: run.id, machine: name, disks: run.snapshot().disks };
      return await follow(
        run,
        beginning,
        chooseReporter(options, beginning.disks.length),
        leaveOnInterrupt(run, interrupts),
      );
    } catch (error) {
      if (error instanceof BackupError)
        throw new Failure(ExitStatus.refused, error.message, { cause: error });
      throw error;
    }
  });
}
