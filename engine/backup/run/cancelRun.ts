import type { QmpClient } from '../../qmp';
import { findRun } from '../jobs/findRuns';
import type { CancelAnswer } from '../jobs/requestCancel';
import type { RunResult } from '../model';
import type { RunId } from '../names/runId';
import { keepOutcome } from './keepOutcome';
import { partialFiles, staysText, withRemains } from '../targets/remains';
import { clearUp } from '../targets/settle';
import { attachRun, readRecord } from './attachRun';
import type { BackupRun } from './backupRun';
import type { RunSite } from './runSite';
import { settleRuns } from './settleRuns';
import { hasJobs } from './standing';

/** How a run is cancelled. */
interface CancelOptions {
  /**
   * Told that QEMU is being asked, and then of its answer; of `silent`: it was asked to cancel, and does so if it goes on
   * meanwhile.
   */
  onAsked?: (answer: 'none yet' | CancelAnswer) => void;
  /** Leaves the run to QEMU. A question that QEMU was asked already is given a moment, so that no disk is left paused. */
  signal?: AbortSignal;
}

/** Asks for the cancel and waits for the end; on an abort, for the answer alone. */
async function cancelAttached(
  attached: BackupRun,
  { onAsked = () => {}, signal }: CancelOptions,
): Promise<RunResult> {
  const aborted = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  aborted.catch(() => {});
  try {
    signal?.throwIfAborted();
    onAsked('none yet');
    const asking = attached.cancel().then(onAsked);
    return await Promise.race([asking.then(() => attached.finished), aborted]);
  } catch (error) {
    if (signal?.aborted === true) await attached.leave();
    throw error;
  }
}

/**
 * Cancels a run, whoever started it, and waits for its end. One that left targets behind and never started its jobs is
 * cleared up.
 * @returns what became of it, which may also be that it had completed already
 * @throws {BackupError} where QEMU knows no such run, and no record of one that has not ended
 * @throws {QmpError} when QEMU does not answer
 * @throws the signal's reason; then nobody waits for the end here
 */
export async function cancelRun(
  client: QmpClient,
  run: RunId,
  site: RunSite,
  options: CancelOptions = {},
): Promise<RunResult> {
  const [settled] = await settleRuns(client, site, run);
  if (settled) return settled.result;
  options.signal?.throwIfAborted();
  const found = await findRun(client, run);
  if (found && !hasJobs(found)) {
    // Whoever prepares it is told by QEMU that its nodes have gone.
    const { record, records } = await readRecord(site, run);
    const { locality, disks } = record ?? { ...site, disks: [] };
    const files = record ? partialFiles(disks) : found.remains.files;
    const remains = { ...found.remains, files, locality, partial: 'remove' as const };
    const { stays } = await clearUp(client, 'cancelled', remains);
    const results = disks.map(({ disk, target }) =>
      withRemains({ disk, target: target.path, outcome: 'cancelled' }, stays),
    );
    await keepOutcome(records, run, { outcome: 'cancelled', disks: results });
    // Of another user's run no disk is known, as QEMU has no job of it.
    const untold = stays.filter(({ target }) => !results.some((disk) => disk.target === target));
    const notices = untold.map(staysText);
    return { run, outcome: 'cancelled', disks: results, ...(notices.length > 0 && { notices }) };
  }
  return cancelAttached(await attachRun(client, run, site), options);
}
