import path from 'node:path';

const EXTENSION = /\.(qcow2|raw|img)$/;

/**
 * What a disk's restored file is called: after the disk, `vda.qcow2`. A disk that is called by its image's path, as in
 * the RFC's language, is called after that file.
 */
export function restoreName(disk: string, format: 'qcow2' | 'raw'): string {
  const name = path.posix.basename(disk).replace(EXTENSION, '');
  // No name may hide a file, or lead out of the folder.
  return `${name.replace(/^\.+/, '') || 'disk'}.${format}`;
}
