/**
 * The same path in its simplest spelling: without repeated slashes, `.` and `..`. Symbolic links would need the
 * file system, which belongs to the machine that the backup runs on.
 */
export function normalizedPath(path: string): string {
  // Nearly all paths are simple, and then there is nothing to take apart.
  if (!/\/(?:\/|\.|$)|^\.|^$/.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return (path.startsWith('/') ? '/' : '') + parts.join('/');
}
