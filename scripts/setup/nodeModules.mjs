import { lstatSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { PlainError } from '../lib/main.mjs';
import { inProject, root } from '../lib/paths.mjs';
import { runOrThrow } from '../lib/run.mjs';

/**
 * @typedef {{version?: string, optional?: boolean, devOptional?: boolean}} LockedPackage
 * @typedef {{packages: Record<string, LockedPackage>}} Lockfile
 */

/**
 * Installs the node modules when they are not the ones that package-lock.json names.
 * @param {AbortSignal} signal
 * @throws {PlainError} when they would have to go to another checkout
 */
export async function ensureNodeModules(signal) {
  if (await areCurrent()) return;
  const folder = inProject('node_modules');
  // `npm ci` empties the folder that a link leads to, which belongs to another checkout.
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    throw new PlainError(
      `${folder} is a link, and the modules there are not those of package-lock.json. Remove the link, and start again.`,
    );
  }
  console.log('Setup: installing the node modules (npm ci)');
  await runOrThrow('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, signal });
}

/**
 * npm writes node_modules/.package-lock.json as the last step of an install, so an interrupted one is seen. The
 * contents are compared, not the times, which a checkout changes.
 */
async function areCurrent() {
  const wanted = await readLockfile(inProject('package-lock.json'));
  const present = await readLockfile(inProject('node_modules/.package-lock.json'));
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted.packages).every(([place, { version, optional, devOptional }]) => {
    if (place === '') return true;
    const found = present.packages[place];
    // Optional ones are other platforms' binaries for the most part: npm leaves those out.
    return found === undefined ? (optional ?? devOptional ?? false) : found.version === version;
  });
}

/**
 * @param {string} file
 * @returns {Promise<Lockfile | undefined>} undefined when it is absent or broken
 */
async function readLockfile(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
