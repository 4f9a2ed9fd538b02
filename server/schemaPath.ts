import path from 'node:path';

/**
 * The path that the setting means: a relative one starts at the first folder of the workspace, `~/` at the user's home.
 * A relative one stays as it is where no folder is open.
 */
export function schemaPath(written: string, [folder]: readonly string[], home: string): string {
  if (/^~[/\\]/.test(written)) return path.join(home, written.slice(2));
  if (written === '' || path.isAbsolute(written) || folder === undefined) return written;
  return path.resolve(folder, written);
}
