import assert from 'node:assert/strict';
import path from 'node:path';
import type { BackupRun } from '../../../engine';
import { startXml } from '../../backup/support';
import type { Restartable } from './restartable';

export interface BackUpOptions {
  /** The checkpoint to be made. */
  checkpoint?: string;
  /** The checkpoint to copy since. */
  since?: string;
}

/** Starts a backup of all disks of a machine, to files `TAG.DISK` in a folder. */
async function startBackUp(
  { client, disks }: Restartable,
  folder: string,
  tag: string,
  { checkpoint, since }: BackUpOptions,
): Promise<BackupRun> {
  const root = since === undefined ? '' : `<incremental>${since}</incremental>`;
  const lines = disks.map(
    ({ name }) =>
      `<disk name="${name}" type="file"><target file="${path.join(folder, `${tag}.${name}`)}"/></disk>`,
  );
  const document = `<domainbackup>${root}<disks>${lines.join('')}</disks></domainbackup>`;
  return startXml(
    client,
    document,
    checkpoint === undefined ? {} : { checkpoint: { name: checkpoint, disks: 'all' } },
  );
}

/** Takes such a backup, and fails unless it completes. */
export async function backUp(...given: Parameters<typeof startBackUp>): Promise<void> {
  const result = await (await startBackUp(...given)).finished;
  assert.equal(result.outcome, 'completed', JSON.stringify(result));
}
