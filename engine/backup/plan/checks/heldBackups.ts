import { errorText } from '../../../errorText';
import { DeviceBackups } from '../../catalogue/deviceBackups';
import type { BackupSources } from '../../catalogue/knownBackups';
import type { PlanFinding } from '../../errors';
import { mention, told, toldTogether } from '../../names/told';
import type { PlannedDisk } from '../backupPlan';
import { about } from './scene';

/** What is to be said of a device that holds a backup which is known here. */
async function judge(
  disk: PlannedDisk,
  disks: readonly PlannedDisk[],
  known: DeviceBackups,
): Promise<PlanFinding[]> {
  const { path: device } = disk.target;
  const held = await known.on(device);
  if (!held) return [];
  const backup = mention(held.run, 'backup ');
  const what = told`the device "${device}" holds disk "${held.disk}" of ${backup}`;
  const builder = disks.find(
    ({ disk: name, copy }) => copy.kind === 'since' && known.needs({ run: copy.run, disk: name }, held),
  );
  if (builder) {
    const since = `the increment of disk "${builder.disk}" builds on`;
    const message = told`${what}, which ${since}: to overwrite it would lose both; choose another device.`;
    return [about(disk, 'error', 'device-holds-chain', message)];
  }
  const others = known.builtOn(held);
  const named = others.map((run) => told`${mention(run, '')}`);
  const all = toldTogether(named, ', ');
  const lost =
    others.length === 0
      ? ''
      : told`, and with it ${others.length === 1 ? 'is lost what builds' : 'are lost those that build'} on it: ${all}`;
  return [about(disk, 'warning', 'device-holds-backup', told`${what}, which is overwritten${lost}.`)];
}

/**
 * Looks for backups on the devices that are to be written to, as far as this host knows: an increment must not overwrite
 * what it builds on, and people should know what else is lost.
 */
export async function findHeldBackups(
  disks: readonly PlannedDisk[],
  sources: BackupSources,
  signal?: AbortSignal,
): Promise<PlanFinding[]> {
  const onDevices = disks.filter(({ target }) => target.type === 'block');
  if (onDevices.length === 0) return [];
  try {
    const known = await DeviceBackups.read(sources, signal);
    return (await Promise.all(onDevices.map((disk) => judge(disk, disks, known)))).flat();
  } catch (error) {
    signal?.throwIfAborted();
    const message = `Whether backups are on the devices that are overwritten cannot be looked at: ${errorText(error)}.`;
    return [{ severity: 'warning', code: 'backup-unseen', message }];
  }
}
