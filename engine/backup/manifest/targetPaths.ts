import path from 'node:path';

/** Where a path of a manifest leads; `file` is the manifest. */
export function targetPath(file: string, written: string): string {
  return path.resolve(path.dirname(file), written);
}

/**
 * Where a file would be that was brought to its manifest by hand, from another host or another folder. Other disks' and
 * other runs' targets may have the same name: what is there is not known to be the one that is meant.
 */
export function pathBeside(file: string, written: string): string {
  return path.join(path.dirname(file), path.basename(written));
}
