import path from 'node:path';

/** The `filename` deepest along the `file` members of a `json:` file name. */
function filenameIn(value: unknown): string | undefined {
  let found: string | undefined;
  for (let level = value; typeof level === 'object' && level !== null;) {
    const { filename, file } = level as { filename?: unknown; file?: unknown };
    if (typeof filename === 'string') found = filename;
    level = file;
  }
  return found;
}

/**
 * The path of the image behind a file name as QEMU reports it: a plain path, or `json:{…}` where options matter.
 * `undefined` where it is no local file or device, such as `nbd://…`.
 */
export function sourcePath(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  let name: string | undefined = file;
  if (file.startsWith('json:')) {
    try {
      name = filenameIn(JSON.parse(file.slice('json:'.length)));
    } catch {
      return undefined;
    }
  }
  return name !== undefined && path.posix.isAbsolute(name) ? path.posix.normalize(name) : undefined;
}
