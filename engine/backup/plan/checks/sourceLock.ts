import type { PlanFinding } from '../../errors';
import { foreignWriter } from '../../host/imageLocks';
import { describeProcess } from '../../host/processes';
import type { PlannedDisk } from '../backupPlan';
import { about, driveOf, type Scene } from './scene';

/**
 * Another process that writes to a disk's image, behind QEMU's back, spoils the point in time: QEMU saves only what its
 * own guest is about to overwrite. QEMU's image locking prevents that unless somebody turned it off.
 */
export async function checkSourceLock(scene: Scene, disk: PlannedDisk): Promise<PlanFinding[]> {
  const findings: PlanFinding[] = [];
  for (const { path: image } of driveOf(scene, disk)?.images ?? []) {
    const writer = image === undefined ? undefined : await foreignWriter(image, scene.qemu?.pid);
    if (!writer) continue;
    const who = writer.pid === undefined ? 'another process' : `the process ${describeProcess(writer.pid)}`;
    const what = `its image "${image}" is locked by ${who}, which may write to it during the backup`;
    // The very machine that is backed up must not be called somebody else, or people end it.
    if (!scene.qemu) {
      const unless = 'unless that is the machine itself, reached through a forwarder of its monitor';
      findings.push(
        about(disk, 'warning', 'source-locked', `${what}; make sure that it does not, ${unless}.`),
      );
      continue;
    }
    findings.push(
      writer.sharing === 'allowed'
        ? about(disk, 'warning', 'source-shared', `${what}; make sure that it does not.`)
        : about(
            disk,
            'error',
            'source-locked',
            `${what}; end it, or have it open the image for reading only.`,
          ),
    );
  }
  return findings;
}
