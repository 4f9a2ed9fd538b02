import type { PlanFinding } from '../../errors';
import { mayWrite } from '../../host/permission';
import type { PlannedDisk } from '../backupPlan';
import { about, type Scene } from './scene';

/**
 * It is QEMU that writes, not this program: its user must be allowed to.
 * @param file the folder of a file target, or the device
 */
export async function checkPermission(
  { qemu }: Scene,
  disk: PlannedDisk,
  file: string,
  kind: 'folder' | 'device',
): Promise<PlanFinding[]> {
  // That nobody knows who QEMU is, is said once, not for each disk.
  if (!qemu) return [];
  const permission = await mayWrite(qemu, file, kind);
  const who = `QEMU's user (uid ${qemu.uid})`;
  const what = kind === 'folder' ? `make files in the folder "${file}"` : `write to the device "${file}"`;
  const code = `${kind}-not-writable`;
  if (permission === 'no')
    return [about(disk, 'error', code, `${who} may not ${what}; grant it that, or choose another target.`)];
  if (permission === 'unlikely') {
    const message =
      `by its owner and mode, ${who} may not ${what}; ` +
      'unless an access control list grants it, the backup will be refused.';
    return [about(disk, 'warning', code, message)];
  }
  return [];
}
