import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inProject } from './paths.mjs';

/** The folder of the targets that the examples name. */
const EXAMPLE_TARGETS = '/var/tmp/domainbackup-demo';

/**
 * Makes a workspace of the examples, with the targets in a private folder in place of the one that they name.
 * @param {string} folder private
 * @returns {Promise<{workspace: string, targets: string}>}
 */
export async function makeDemoWorkspace(folder) {
  const workspace = path.join(folder, 'workspace');
  const targets = path.join(folder, 'targets');
  await mkdir(targets);
  await cp(inProject('examples'), workspace, { recursive: true });
  for (const name of await readdir(workspace)) {
    if (!name.endsWith('.xml')) continue;
    const file = path.join(workspace, name);
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll(EXAMPLE_TARGETS, targets));
  }
  return { workspace, targets };
}
