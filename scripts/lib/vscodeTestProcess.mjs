// Runs the tests inside VS Code: a process of its own, because @vscode/test-electron passes on no signal but SIGINT.
// This one gets signals together with VS Code (one process group), and waits for VS Code's end.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  downloadAndUnzipVSCode,
  resolveCliArgsFromVSCodeExecutablePath,
  runTests,
  TestRunFailedError,
} from '@vscode/test-electron';
import { main } from './main.mjs';
import { runOrThrow } from './run.mjs';

await main(async (signal) => {
  const folder = fromEnvironment('DOMAINBACKUP_TEST_FOLDER');
  const given = fromEnvironment('VSCODE_EXECUTABLE');
  const executable = given === '' ? await downloadAndUnzipVSCode() : path.resolve(given);
  const profile = [
    `--user-data-dir=${path.join(folder, 'user-data')}`,
    `--extensions-dir=${path.join(folder, 'extensions')}`,
  ];
  const [cli = '', ...args] = resolveCliArgsFromVSCodeExecutablePath(executable, {
    reuseMachineInstall: true,
  });
  const vsix = path.join(folder, 'extension.vsix');
  await runOrThrow(cli, [...args, ...profile, `--install-extension=${vsix}`], { signal });

  // VS Code runs tests for an extension under development only. It is an empty one, so that the extension under
  // test is the installed package, with the files that a user gets.
  const runner = path.join(folder, 'runner');
  await mkdir(runner);
  const manifest = { name: 'runner', publisher: 'test', version: '0.0.1', engines: { vscode: '*' } };
  await writeFile(path.join(runner, 'package.json'), JSON.stringify(manifest));
  const run = runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: runner,
    extensionTestsPath: fromEnvironment('DOMAINBACKUP_TEST_SUITE'),
    launchArgs: [path.join(folder, 'workspace'), ...profile],
  });
  return run.catch((error) => {
    // The tests' own report says what failed.
    if (error instanceof TestRunFailedError) return error.code ?? 1;
    throw error;
  });
});

/** @param {string} name */
function fromEnvironment(name) {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}
