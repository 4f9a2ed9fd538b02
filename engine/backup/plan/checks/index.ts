import { errorText } from '../../../errorText';
import type { PlanFinding } from '../../errors';
import type { Abilities } from '../../machine/abilities';
import type { PlannedDisk } from '../backupPlan';
import type { DiskSpace } from '../spaceNeed';
import { findClashes } from './clashes';
import { findLackOfSpace } from './freeSpace';
import { findInactive } from './inactive';
import { findJobIds } from './jobIds';
import { findMigration } from './migration';
import { findMissingAbilities } from './missingAbilities';
import { tellRemote, tellUnknownQemu } from './remoteFiles';
import { about, type Scene } from './scene';
import { checkSourceLock } from './sourceLock';
import { checkDevice } from './targetDevice';
import { checkFile } from './targetFile';
import { checkInUse } from './targetInUse';

/** What this host's file system tells of one disk's target and source. */
async function checkHere(scene: Scene, disk: PlannedDisk): Promise<PlanFinding[]> {
  try {
    return await (disk.target.type === 'file' ? checkFile : checkDevice)(scene, disk);
  } catch (error) {
    const reason = errorText(error);
    const message = `"${disk.target.path}" cannot be looked at from here, so this is left to QEMU: ${reason}.`;
    return [about(disk, 'warning', 'target-unreadable', message)];
  }
}

async function checkDisk(scene: Scene, disk: PlannedDisk): Promise<PlanFinding[]> {
  const inUse = await checkInUse(scene, disk);
  if (scene.locality === 'remote') return inUse;
  // Of a target that is in use, the rest follows.
  const target = inUse.length > 0 ? inUse : await checkHere(scene, disk);
  return [...target, ...(await checkSourceLock(scene, disk))];
}

/**
 * Everything that can be checked before a backup, all of it each time: people want every finding, not the first.
 * @param abilities QEMU's, which it tells after a moment; whatever needs none of them is looked at meanwhile
 * @throws {QmpError} when QEMU does not answer
 */
export async function checkAll(
  scene: Scene,
  spaces: readonly DiskSpace[],
  abilities: Promise<Abilities>,
): Promise<PlanFinding[]> {
  const { disks, locality, qemu } = scene;
  const [ofDisks, clashes, able] = await Promise.all([
    Promise.all(disks.map((disk) => checkDisk(scene, disk))),
    findClashes(scene),
    abilities,
  ]);
  // It makes all nodes inactive.
  const migration = findMigration(scene);
  return [
    ...findMissingAbilities(scene, able),
    ...(migration.length > 0 ? migration : findInactive(scene)),
    ...clashes,
    ...ofDisks.flat(),
    ...findLackOfSpace(spaces),
    ...findJobIds(scene),
    ...(locality === 'remote' ? [tellRemote()] : qemu ? [] : [tellUnknownQemu()]),
  ];
}
