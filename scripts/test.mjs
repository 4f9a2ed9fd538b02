// `npm test [-- [--vscode=download] [WORD…]]`: sets up what is missing, builds, checks types, lint and layout, and
// runs every test: plain ones, those against tools of the system, those against a real QEMU, those inside VS Code, and
// those through its window.
// With words, only the files with one of them in their path. The last line is `N passed, M failed`.
//
// The tests inside VS Code run in the executable that VSCODE_EXECUTABLE names; without it, on Linux x64, in the host
// under .vscode-test/host, which npm and Debian alone can set up; elsewhere, and with --vscode=download, in the VS
// Code that @vscode/test-electron downloads.
import { parseArgs } from 'node:util';
import { main, PlainError } from './lib/main.mjs';
import { ensureDebianPackages } from './setup/debianPackages.mjs';
import { ensureNodeModules } from './setup/nodeModules.mjs';
import { ensureVSCodeHost } from './setup/vscodeHost.mjs';

await main(async (signal) => {
  const { words, vscode } = readArguments();
  await ensureNodeModules(signal);
  const { Stages, findTests } = await import('./lib/stages.mjs');
  const tests = findTests(words);
  if (Object.values(tests).flat().length === 0)
    throw new PlainError(`No test file matches: ${words.join(' ')}`);
  /** @type {import('./setup/debianPackages.mjs').Need[]} */
  const window = vscode === 'host' ? ['window'] : [];
  await ensureDebianPackages(['machine', 'guestAgent', 'schemaTools', ...window], signal);
  if (vscode === 'host') await ensureVSCodeHost(signal);

  const stages = new Stages(signal);
  const { buildProduct } = await import('./build.mjs');
  await stages.run('build', buildProduct);
  await stages.runStaticChecks();
  await stages.runTests('plain tests', tests.plain, 'of each room');
  await stages.runTests('tests against other tools', tests.tool);
  await stages.runTests('tests against QEMU', tests.qemu);
  if (tests.vscode.length > 0) {
    await stages.run('tests inside VS Code', async () => {
      const { runVSCodeTests } = await import('./lib/vscodeTests.mjs');
      await runVSCodeTests(tests.vscode, vscode, stages.tally, signal);
    });
  }
  if (tests.window.length > 0) {
    await stages.run("tests through VS Code's window", async () => {
      if (vscode !== 'host') throw new PlainError('They need the VS Code host, which is for Linux on x64.');
      const { runWindowTests } = await import('./lib/windowTests.mjs');
      await runWindowTests(tests.window, stages.tally, signal);
    });
  }
  return stages.close();
});

/** @returns {{words: string[], vscode: import('./lib/vscodeTests.mjs').VSCodeSource}} */
function readArguments() {
  const { values, positionals } = parseArgs({
    options: { vscode: { type: 'string' } },
    allowPositionals: true,
  });
  if (values.vscode !== undefined && values.vscode !== 'download') {
    throw new PlainError(
      '--vscode takes one value, download: the VS Code that @vscode/test-electron downloads.',
    );
  }
  const executable = process.env['VSCODE_EXECUTABLE'];
  const canHost = process.platform === 'linux' && process.arch === 'x64';
  if (values.vscode === 'download') return { words: positionals, vscode: 'download' };
  if (executable !== undefined && executable !== '') return { words: positionals, vscode: { executable } };
  return { words: positionals, vscode: canHost ? 'host' : 'download' };
}
