import * as l10n from '@vscode/l10n';
import prettyBytes from 'pretty-bytes';
import type { XmlElement } from '../../engine/document';
import type { MachineInfo } from '../machine';
import type { MachineDisk } from '../protocol';

/** The disks that a `disk` element may name, by target name or by source's path: each machine may have one. */
export function disksOf(element: XmlElement, machine: MachineInfo): MachineDisk[] {
  const name = element.attributes.find((each) => each.name.text === 'name')?.value?.text;
  if (element.localName !== 'disk' || name === undefined || name === '') return [];
  return machine.disks.filter((disk) => disk.name === name || disk.source === name);
}

/** What is known of a disk, in words: `20 GiB`, `qcow2`, its source, and the machine. */
export function describeDisk(disk: MachineDisk, { origin }: MachineInfo): string[] {
  const { size, format, source, machine } = disk;
  const where = (name: string): string =>
    origin === 'running' ? l10n.t('running machine {0}', name) : l10n.t('domain {0}', name);
  return [
    ...(size === undefined ? [] : [sizeInWords(size)]),
    ...(format === undefined ? [] : [format]),
    ...(source === undefined ? [] : [source]),
    ...(machine === undefined ? [] : [where(machine)]),
  ];
}

/** Bytes in binary units, as QEMU and libvirt count them. */
export function sizeInWords(bytes: number): string {
  return prettyBytes(bytes, { binary: true });
}
