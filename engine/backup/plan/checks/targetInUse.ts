import type { PlanFinding } from '../../errors';
import { readBlockDevice } from '../../host/blockDevice';
import { deviceNumber } from '../../host/deviceNumber';
import { look, resolved } from '../../host/files';
import type { Machine } from '../../machine/machine';
import { parsePartial } from '../../names/partialName';
import type { RunId } from '../../names/runId';
import { mention, told, type Told } from '../../names/told';
import type { PlannedDisk } from '../backupPlan';
import { about, type Scene } from './scene';

/** What is said of a target of another run. */
export function usedBy(target: string, run: RunId): Told {
  return inUse(target, targetOf(run));
}

const inUse = (target: string, role: Told) => told`"${target}" is ${role}; choose another target.`;

const targetOf = (run: RunId) => told`the target of ${mention(run, 'backup ')}, which is under way`;

/** What a file is to the machine that has it open. */
function roleOf(file: string, { drives, openFiles }: Machine): Told | undefined {
  for (const { label, images } of drives) {
    const layer = images.findIndex(({ path }) => path === file);
    if (layer === 0) return told`the image of the machine's disk "${label}"`;
    if (layer > 0) return told`a backing file of the machine's disk "${label}"`;
  }
  if (openFiles.includes(file)) return told`open in the machine itself`;
  // The target of a backup under way has its final name only at the end.
  const partial = openFiles.map(parsePartial).find((found) => found?.target === file);
  return partial && targetOf(partial.run);
}

/** The numbers of a device, its partitions, and the disk that it is a partition of. */
async function deviceFamily(file: string): Promise<string[]> {
  const found = await look(file, 'links').catch(() => undefined);
  if (!found?.isBlockDevice()) return [];
  const number = deviceNumber(found.rdev);
  const device = await readBlockDevice(number);
  return [number, ...(device?.partitions ?? []), ...(device?.disk === undefined ? [] : [device.disk])];
}

/** The open file that is the same as a target by another name, or that is on the same device. */
async function sameThing(
  target: PlannedDisk['target'],
  openFiles: readonly string[],
): Promise<string | undefined> {
  const real = await resolved(target.path);
  const family = target.type === 'block' ? await deviceFamily(real) : [];
  for (const file of openFiles) {
    if ((await resolved(file)) === real) return file;
    if (family.length > 0) {
      const found = await look(file, 'links').catch(() => undefined);
      if (found?.isBlockDevice() && family.includes(deviceNumber(found.rdev))) return file;
    }
  }
  return undefined;
}

/** A target must not be anything that QEMU has open: a source, a backing file, or the target of another backup. */
export async function checkInUse({ machine, locality }: Scene, disk: PlannedDisk): Promise<PlanFinding[]> {
  const { path: target } = disk.target;
  const known = roleOf(target, machine);
  const other =
    known === undefined && locality === 'local' ? await sameThing(disk.target, machine.openFiles) : undefined;
  const role = known ?? (other === undefined ? undefined : roleOf(other, machine));
  if (role === undefined) return [];
  const alias = other === undefined ? '' : `, by the name "${other}"`;
  return [about(disk, 'error', 'target-in-use', inUse(target, told`${role}${alias}`))];
}
