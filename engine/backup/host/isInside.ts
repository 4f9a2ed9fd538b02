import path from 'node:path';

/** Whether a path is a folder itself, or in it or below. */
export function isInside(folder: string, file: string): boolean {
  const [first] = path.relative(folder, file).split(path.sep);
  return first !== '..';
}
