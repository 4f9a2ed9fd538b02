import {
  BackupError,
  formatRate,
  limitRun,
  listRuns,
  pauseRun,
  resumeRun,
  type QmpClient,
  type RunSite,
  type RunSnapshot,
} from '../../engine';
import { untilSecond } from '../untilSecond';
import { withClient } from '../connect';
import { ExitStatus, Failure } from '../exitStatus';
import { Interrupts } from '../interrupts';
import { isGoing, onlyRun } from '../onlyRun';
import { say } from '../output/write';

interface Options {
  qmp: string;
}

const unanswered = () =>
  new Failure(ExitStatus.unknown, 'Left before QEMU had answered; domainbackup jobs tells what came of it.');

/**
 * Does something to a run, whoever started it, and says what came of it.
 * @param isMeant which runs may be meant where none is named
 */
async function control(
  wanted: string | undefined,
  { qmp }: Options,
  act: (client: QmpClient, run: string, site: RunSite) => Promise<string>,
  isMeant: (run: RunSnapshot) => boolean = isGoing,
): Promise<ExitStatus> {
  return withClient(qmp, async (client, site) => {
    using interrupts = new Interrupts();
    const { signal } = interrupts;
    const carryOut = async () => {
      const run = wanted ?? onlyRun(await listRuns(client, site.records, { signal }), isMeant);
      signal.throwIfAborted();
      // Once QEMU is being asked, a signal waits for its answers: some disks would be asked, and others not.
      say(`Backup ${run}: ${await act(client, run, site)}.`);
      return ExitStatus.ok;
    };
    try {
      return await untilSecond(interrupts, carryOut(), unanswered);
    } catch (error) {
      if (signal.aborted && error === signal.reason)
        throw new Failure(ExitStatus.unknown, 'Interrupted; QEMU was not asked for anything.');
      if (error instanceof BackupError)
        throw new Failure(ExitStatus.refused, error.message, { cause: error });
      throw error;
    }
  });
}

const disks = (count: number) => (count === 1 ? '1 disk' : `${count} disks`);

/** `pause [RUN]`: pauses every disk that is being copied. */
export function pause(wanted: string | undefined, options: Options): Promise<ExitStatus> {
  return control(wanted, options, async (client, run, site) => {
    const count = await pauseRun(client, run, site);
    return count === 0 ? 'no disk is being copied that was not paused already' : `paused ${disks(count)}`;
  });
}

/**
 * `resume [RUN]`: lets go on what was paused, and tries again what QEMU stopped after an I/O error; and the machine, where
 * QEMU has paused it, also for a backup that has failed meanwhile.
 */
export function resume(wanted: string | undefined, options: Options): Promise<ExitStatus> {
  const act = async (client: QmpClient, run: string, site: RunSite) => {
    const { disks: count, machine } = await resumeRun(client, run, site);
    const resumed = count === 0 ? 'no disk was paused or stopped' : `resumed ${disks(count)}`;
    return machine === 'went on' ? `${resumed}; the machine goes on, which QEMU had paused` : resumed;
  };
  return control(wanted, options, act, (run) => isGoing(run) || run.guest === 'paused');
}

/** `speed RATE [RUN]`: limits how fast each disk is copied; 0 takes the limit away. */
export function speed(rate: number, wanted: string | undefined, options: Options): Promise<ExitStatus> {
  return control(wanted, options, async (client, run) => {
    const count = await limitRun(client, run, rate);
    const limit = rate === 0 ? 'as fast as they can' : `at ${formatRate(rate)} each at most`;
    return `copies ${disks(count)}, ${limit}`;
  });
}
