import path from 'node:path';
import type { MachineDrive } from '../store/nodes';

/** How libvirt names disks; QEMU's other names are none in its language. */
const targetName = /^(?:(?:fd|hd|sd|vd|xvd|ubd)[a-zA-Z0-9_]+|nvme\d+n\d+(?:p\d+)?)$/;

/** What a new document is made of. */
export interface NewBackup {
  /** What the machine is called; the files are named after it. */
  machine: string;
  drives: readonly MachineDrive[];
  /** Where the targets go, absolute. */
  folder: string;
  /** Makes this backup's files differ from the last one's, such as `20261125-1030`. */
  stamp: string;
}

/** A document, and the disks that it cannot name because they have neither a target name nor a path. */
export interface BackupText {
  text: string;
  unnamed: string[];
}

/**
 * Writes a backup document of a machine's disks: in libvirt's language, or, where a disk can be named only by its
 * path, in that of the 2017 RFC. A disk that cannot have changed, such as a CD-ROM, takes no part.
 */
export function backupText({ machine, drives, folder, stamp }: NewBackup): BackupText {
  const isNamed = ({ name }: MachineDrive): boolean => targetName.test(name);
  const writable = drives.filter(({ access }) => access === 'writable');
  const listed = writable.filter((drive) => isNamed(drive) || drive.source !== undefined);
  const target = ({ name }: MachineDrive): string =>
    escape(path.posix.join(folder, `${fileName(machine)}-${fileName(name)}-${stamp}.qcow2`));
  const text =
    writable.every(isNamed) || listed.every(isNamed)
      ? inLibvirt(listed, target)
      : inRfc(listed, (drive) => (isNamed(drive) ? drive.name : (drive.source ?? '')), target);
  return { text, unnamed: writable.filter((drive) => !listed.includes(drive)).map(({ name }) => name) };
}

function inLibvirt(drives: readonly MachineDrive[], target: (drive: MachineDrive) => string): string {
  return lines(
    '<domainbackup>',
    '  <disks>',
    ...drives.flatMap((drive) => [
      `    <disk name="${drive.name}" type="file">`,
      `      <target file="${target(drive)}"/>`,
      '      <driver type="qcow2"/>',
      '    </disk>',
    ]),
    '  </disks>',
    '</domainbackup>',
  );
}

function inRfc(
  drives: readonly MachineDrive[],
  name: (drive: MachineDrive) => string,
  target: (drive: MachineDrive) => string,
): string {
  return lines(
    '<domainbackup>',
    ...drives.flatMap((drive) => [
      `  <disk name="${escape(name(drive))}">`,
      `    <target file="${target(drive)}" format="qcow2"/>`,
      '  </disk>',
    ]),
    '</domainbackup>',
  );
}

function lines(...all: string[]): string {
  return all.map((line) => `${line}\n`).join('');
}

/** A name as a part of a file's name. */
function fileName(name: string): string {
  const tidy = path.posix
    .basename(name)
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+/, '');
  return tidy === '' ? 'disk' : tidy;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
