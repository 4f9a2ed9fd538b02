import type { LogOutputChannel } from 'vscode';
import { sealRun, type RunRecords } from '../../engine';
import { messageOf } from '../reporting/log';

/**
 * Records the digests of a backup that has completed, without keeping anybody waiting. It is a backup without; where
 * they are not recorded, for example because the window closes, verifying the backup does it.
 */
export async function recordDigests(
  log: LogOutputChannel,
  records: RunRecords,
  run: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    const done = await sealRun(records, run, { signal });
    if (done === 'recorded') log.info(`The digests of backup ${run} are recorded`);
  } catch (error) {
    if (signal.aborted) return;
    log.warn(`The digests of backup ${run} are not recorded: ${messageOf(error)}`);
  }
}
