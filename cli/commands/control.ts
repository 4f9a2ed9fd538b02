import {
  BackupError,
  formatRate,
  limitRun,
  listRuns,
  pauseRun,
  resumeRun,
  type QmpClient,
} from '../../engine';
import { withClient } from '../connect';
import { ExitStatus, Failure } from '../exitStatus';
import { onlyRun } from '../onlyRun';
import { say } from '../output/write';

interface Options {
  qmp: string;
}

/** Does something to a run, whoever started it, and says what came of it. */
async function control(
  wanted: string | undefined,
  { qmp }: Options,
  act: (client: QmpClient, run: string) => Promise<string>,
): Promise<ExitStatus> {
  return withClient(qmp, async (client, { records }) => {
    const run = wanted ?? onlyRun(await listRuns(client, records));
    try {
      say(`Backup ${run}: ${await act(client, run)}.`);
      return ExitStatus.ok;
    } catch (error) {
      if (error instanceof BackupError)
        throw new Failure(ExitStatus.refused, error.message, { cause: error });
      throw error;
    }
  });
}

const disks = (count: number) => (count === 1 ? '1 disk' : `${count} disks`);

/** `pause [RUN]`: pauses every disk that is being copied. */
export function pause(wanted: string | undefined, options: Options): Promise<ExitStatus> {
  return control(wanted, options, async (client, run) => {
    const count = await pauseRun(client, run);
    return count === 0 ? 'no disk is being copied that was not paused already' : `paused ${disks(count)}`;
  });
}

/** `resume [RUN]`: lets go on what was paused, and tries again what QEMU stopped after an I/O error. */
export function resume(wanted: string | undefined, options: Options): Promise<ExitStatus> {
  return control(wanted, options, async (client, run) => {
    const count = await resumeRun(client, run);
    return count === 0 ? 'no disk was paused or stopped' : `resumed ${disks(count)}`;
  });
}

/** `speed RATE [RUN]`: limits how fast each disk is copied; 0 takes the limit away. */
export function speed(rate: number, wanted: string | undefined, options: Options): Promise<ExitStatus> {
  return control(wanted, options, async (client, run) => {
    const count = await limitRun(client, run, rate);
    const limit = rate === 0 ? 'as fast as they can' : `at ${formatRate(rate)} each at most`;
    return `copies ${disks(count)}, ${limit}`;
  });
}
