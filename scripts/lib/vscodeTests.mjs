import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildCodeHost, buildTests } from '../build.mjs';
import { packageExtension } from '../package.mjs';
import { inProject, root } from './paths.mjs';
import { run } from './run.mjs';
import { windowSettings } from './windowSettings.mjs';

/**
 * Where VS Code comes from: the host in .vscode-test/host, a download, or an executable on this machine.
 * @typedef {'host' | 'download' | {executable: string}} VSCodeSource
 */

/**
 * What test/client/index.ts reports.
 * @typedef {{passed: number, failures: string[]}} MochaResult
 */

/**
 * Runs tests inside VS Code, against the packaged extension, in an empty workspace, all in a private folder. The
 * suite's own report is what counts: a process that ends early, even with status 0, has written none.
 * @param {string[]} files relative to the root
 * @param {VSCodeSource} source
 * @param {import('./tally.mjs').Tally} tally
 * @param {AbortSignal} signal
 */
export async function runVSCodeTests(files, source, tally, signal) {
  const folder = await mkdtemp(path.join(tmpdir(), 'domainbackup-vscode-'));
  try {
    const [suite = '', ...bundles] = await buildTests(['test/client/index.ts', ...files]);
    const executable =
      source === 'host' ? await buildCodeHost() : source === 'download' ? '' : source.executable;
    const vsix = path.join(folder, 'extension.vsix');
    await packageExtension(vsix, signal);
    const result = path.join(folder, 'result.json');
    await mkdir(path.join(folder, 'workspace'));
    await mkdir(path.join(folder, 'user-data/User'), { recursive: true });
    await writeFile(path.join(folder, 'user-data/User/settings.json'), JSON.stringify(windowSettings));
    const { status } = await run(process.execPath, [inProject('scripts/lib/vscodeTestProcess.mjs')], {
      cwd: root,
      signal,
      env: {
        ...process.env,
        XDG_STATE_HOME: path.join(folder, 'state'),
        VSCODE_EXECUTABLE: executable,
        DOMAINBACKUP_TEST_FOLDER: folder,
        DOMAINBACKUP_TEST_SUITE: suite,
        DOMAINBACKUP_TEST_FILES: JSON.stringify(bundles),
        DOMAINBACKUP_TEST_RESULT: result,
      },
    });
    const report = await readReport(result);
    tally.passed += report?.passed ?? 0;
    report?.failures.forEach((failure) => tally.fail(`in VS Code: ${failure}`));
    if (report === undefined)
      tally.fail(`The tests inside VS Code ended without a report (exit status ${status})`);
    else if (status !== 0 && report.failures.length === 0)
      tally.fail(`VS Code ended with exit status ${status}`);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * @param {string} file
 * @returns {Promise<MochaResult | undefined>}
 */
async function readReport(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
