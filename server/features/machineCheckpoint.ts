import * as l10n from '@vscode/l10n';
import type { XmlElement } from '../../engine/document';
import type { MachineInfo } from '../machine';
import type { MachineCheckpoint } from '../protocol';
import { disksOf } from './machineDisk';

/** The checkpoints that an increment of a disk can start from; without a disk, or of one that is not known, all. */
export function checkpointsFor(
  disk: XmlElement | undefined,
  machine: MachineInfo,
): readonly MachineCheckpoint[] {
  const named = disk ? disksOf(disk, machine).map(({ name }) => name) : [];
  if (named.length === 0) return machine.checkpoints;
  return machine.checkpoints.filter(({ disks }) => disks?.some((name) => named.includes(name)) ?? true);
}

/** What is known of a checkpoint, in words: that it is one, when it was made, what has changed since, and the machine. */
export function describeCheckpoint({ detail, machine }: MachineCheckpoint): string[] {
  return [
    l10n.t('checkpoint'),
    ...(detail === undefined ? [] : [detail]),
    ...(machine === undefined ? [] : [l10n.t('running machine {0}', machine)]),
  ];
}
