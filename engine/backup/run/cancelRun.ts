import type { QmpClient } from '../../qmp';
import { findRun } from '../jobs/findRuns';
import type { RunResult } from '../model';
import type { RunId } from '../names/runId';
import { keepOutcome } from './keepOutcome';
import { partialFiles } from '../targets/remains';
import { clearUp } from '../targets/settle';
import { attachRun, readRecord } from './attachRun';
import type { RunSite } from './runSite';
import { settleRuns } from './settleRuns';
import { hasJobs } from './standing';

/**
 * Cancels a run, whoever started it, and waits for its end. One that left targets behind and never started its jobs is
 * cleared up.
 * @param onSilent called when QEMU does not answer: it was asked to cancel, and does so if it goes on meanwhile
 * @returns what became of it, which may also be that it had completed already
 * @throws {BackupError} where QEMU knows no such run, and no record of one that has not ended
 * @throws {QmpError} when QEMU does not answer
 */
export async function cancelRun(
  client: QmpClient,
  run: RunId,
  site: RunSite,
  onSilent: () => void = () => {},
): Promise<RunResult> {
  const [settled] = await settleRuns(client, site, run);
  if (settled) return settled.result;
  const found = await findRun(client, run);
  if (found && !hasJobs(found)) {
    // Whoever prepares it is told by QEMU that its nodes have gone.
    const { record, records } = await readRecord(site, run);
    const { locality, disks } = record ?? { ...site, disks: [] };
    const files = record ? partialFiles(disks) : found.remains.files;
    await clearUp(client, 'cancelled', { ...found.remains, files, locality, partial: 'remove' });
    const results = disks.map(({ disk, target }) => {
      return { disk, target: target.path, outcome: 'cancelled' as const };
    });
    await keepOutcome(records, run, { outcome: 'cancelled', disks: results });
    return { run, outcome: 'cancelled', disks: results };
  }
  const attached = await attachRun(client, run, site);
  if ((await attached.cancel()) === 'silent') onSilent();
  return attached.finished;
}
