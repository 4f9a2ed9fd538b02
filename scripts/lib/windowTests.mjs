import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildTests } from '../build.mjs';
import { packageExtension } from '../package.mjs';
import { runNodeTests } from './nodeTests.mjs';
import { hostFolder } from './paths.mjs';

/**
 * Runs tests that do what a person does in VS Code's window, with the package as it is shipped.
 * @param {string[]} files relative to the root
 * @param {import('./tally.mjs').Tally} tally
 * @param {AbortSignal} signal
 */
export async function runWindowTests(files, tally, signal) {
  const folder = await mkdtemp(path.join(tmpdir(), 'domainbackup-package-'));
  try {
    const vsix = path.join(folder, 'extension.vsix');
    await packageExtension(vsix, signal);
    process.env['DOMAINBACKUP_VSIX'] = vsix;
    process.env['DOMAINBACKUP_HOST'] = hostFolder;
    await runNodeTests(await buildTests(files), tally, signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
