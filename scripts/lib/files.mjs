import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

/**
 * The files under a folder of the project whose names end so, sorted; paths relative to the root, with "/".
 * @param {string} folder relative to the root
 * @param {string} ending
 * @returns {string[]} empty when there is no such folder
 */
export function filesIn(folder, ending) {
  if (!existsSync(path.join(root, folder))) return [];
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => path.posix.join(folder, file.replaceAll(path.sep, '/')))
    .toSorted();
}
