import type { Stats } from 'node:fs';
import type { PlanFinding } from '../../errors';
import { readBlockDevice, type BlockDevice } from '../../host/blockDevice';
import { deviceNumber } from '../../host/deviceNumber';
import { deviceUses, type DeviceUse } from '../../host/deviceUses';
import { look } from '../../host/files';
import { deviceWriter } from '../../host/imageLocks';
import { describeProcess } from '../../host/processes';
import type { PlannedDisk } from '../backupPlan';
import { checkPermission } from './permission';
import { about, type Scene } from './scene';

/** What is said of a device that cannot hold a disk; sizes in bytes. */
export function tooSmall(device: string, available: number, size: number): string {
  return `the device "${device}" has ${available} bytes, and the disk needs ${size}; choose a larger device.`;
}

/** What a use of a device is called, and what is to be said of it. */
function useOf({ kind, device, by }: DeviceUse): [code: string, message: string] {
  switch (kind) {
    case 'mounted':
      return ['device-mounted', `"${device}" is mounted at "${by}"; unmount it`];
    case 'swap':
      return ['device-swap', `the system swaps to "${device}"; swapoff it`];
    case 'held':
      return ['device-held', `"${by}" is built on "${device}"; take that apart`];
    case 'exclusive':
      return ['device-busy', `the system or another program holds "${device}" for itself; free it`];
  }
}

async function findUses(
  scene: Scene,
  disk: PlannedDisk,
  found: Stats,
  device: BlockDevice,
): Promise<PlanFinding[]> {
  const { path: file } = disk.target;
  const uses = await deviceUses(file, device);
  const findings = uses.map((use) => {
    const [code, message] = useOf(use);
    return about(disk, 'error', code, `${message}, or choose another device than "${file}".`);
  });
  const writer = await deviceWriter(found, scene.qemu?.pid);
  if (writer !== undefined) {
    const message =
      `the process ${describeProcess(writer)} has the device "${file}" ` +
      'open to write to it; end it, or choose another device.';
    findings.push(about(disk, 'error', 'device-busy', message));
  }
  if (findings.length === 0 && device.partitions.length > 0) {
    const message = `the device "${file}" has partitions (${device.partitions.length}), which the backup overwrites.`;
    findings.push(about(disk, 'warning', 'device-partitioned', message));
  }
  return findings;
}

/** A device that is a target gets overwritten: it must be large enough, and nobody else's. */
export async function checkDevice(scene: Scene, disk: PlannedDisk): Promise<PlanFinding[]> {
  const { path: file } = disk.target;
  const error = (code: string, message: string) => about(disk, 'error', code, message);
  const found = await look(file, 'links');
  if (!found) return [error('device-missing', `the block device "${file}" does not exist.`)];
  if (!found.isBlockDevice()) {
    return [error('not-a-device', `"${file}" is not a block device; use type="file" for an image file.`)];
  }
  const findings: PlanFinding[] = [];
  const device = await readBlockDevice(deviceNumber(found.rdev));
  if (device && device.size < disk.size)
    findings.push(error('device-too-small', tooSmall(file, device.size, disk.size)));
  if (device?.access === 'read-only')
    findings.push(error('device-read-only', `the device "${file}" is read-only; choose another device.`));
  if (device) findings.push(...(await findUses(scene, disk, found, device)));
  return [...findings, ...(await checkPermission(scene, disk, file, 'device'))];
}
