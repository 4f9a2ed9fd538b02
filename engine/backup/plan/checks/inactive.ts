import type { PlanFinding } from '../../errors';
import { about, driveOf, type Scene } from './scene';

/**
 * A disk whose node somebody has made inactive (`blockdev-set-active`, since QEMU 10.0), as where another QEMU has its
 * image: QEMU refuses a job on it, but not before its target is made.
 */
export function findInactive(scene: Scene): PlanFinding[] {
  return scene.disks
    .filter((disk) => driveOf(scene, disk)?.activity === 'inactive')
    .map((disk) => {
      const message =
        `its node "${disk.node}" is inactive in this QEMU, as where another one has its image; ` +
        'back it up there, or make it active with blockdev-set-active.';
      return about(disk, 'error', 'source-inactive', message);
    });
}
