import * as l10n from '@vscode/l10n';
import prettyBytes from 'pretty-bytes';
import type { XmlElement } from '../../engine/document';
import type { MachineInfo } from '../machine';
import type { MachineDisk } from '../protocol';

/** The machine's disk that a `disk` element names, by its target name or by its source's path. */
export function diskOf(element: XmlElement, machine: MachineInfo | undefined): MachineDisk | undefined {
  const name = element.attributes.find((each) => each.name.text === 'name')?.value?.text;
  if (element.localName !== 'disk' || name === undefined || name === '') return undefined;
  return machine?.disks.find((disk) => disk.name === name || disk.source === name);
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
