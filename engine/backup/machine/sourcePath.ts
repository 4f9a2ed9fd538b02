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
 * The name of the image behind a file name as QEMU reports it: a plain one, or `json:{…}` where options matter.
 * `undefined` where there is none.
 */
export function sourceName(file: string | undefined): string | undefined {
  if (!file?.startsWith('json:')) return file;
  try {
    return filenameIn(JSON.parse(file.slice('json:'.length)));
  } catch {
    return undefined;
  }
}

/**
 * The path of the image behind a file name as QEMU reports it. `undefined` where it is no local file or device, such as
 * `nbd://…`, and for a path that is relative to a folder that QEMU does not tell.
 */
export function sourcePath(file: string | undefined): string | undefined {
  const name = sourceName(file);
  return name !== undefined && path.posix.isAbsolute(name) ? path.posix.normalize(name) : undefined;
}
