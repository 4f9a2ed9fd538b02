/**
 * A stand-in for the desktop `code` executable, for machines that cannot download VS Code. It takes the command
 * line that @vscode/test-electron spawns, starts the VS Code server of .vscode-test/host, opens its workbench in
 * headless Chromium, prints what the extension host prints, and exits with the test run's exit status: 124 when
 * there was no result in ten minutes, 128 + n after a signal.
 *
 * It is built to out/host/code-host, with out/host/bin/code beside it, where the library looks for the command
 * that installs extensions. CODE_HOST_VERBOSE=1 prints the server's and the workbench's own logs too.
 */
import { spawnSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { hostParts, type RunningServer, serverCommand, startServer } from '../../scripts/lib/hostServer.mjs';
import { launchChromium } from './chromium';
import { type CommandLine, parseCommandLine, workbenchAddress } from './commandLine';
import { forwardExtensionHostConsole } from './extensionHostConsole';

const TIMEOUT_MS = 600_000;
const verbose = process.env['CODE_HOST_VERBOSE'] === '1';

/** Everything this run has started; `end` stops it. */
const started: { server?: RunningServer; browser?: Browser } = {};
let ending: 'no' | 'yes' = 'no';

async function end(status: number, why = ''): Promise<never> {
  if (ending === 'yes') return new Promise<never>(() => {});
  ending = 'yes';
  if (why !== '') process.stderr.write(`code-host: ${why}\n`);
  // Chromium may not answer any more; the exit handlers kill what is left.
  setTimeout(() => process.exit(status === 0 ? 1 : status), 10_000).unref();
  await started.browser?.close().catch(() => {});
  await started.server?.stop();
  return process.exit(status);
}

async function openWindow(commandLine: CommandLine, folder: string, hostFolder: string): Promise<void> {
  const tests = commandLine.value('extensionTestsPath');
  let tail = '';
  const extensionHost = new EventEmitter();
  const hostExit = once(extensionHost, 'exit').then(([status]) => Number(status));
  const server = await startServer({
    ...serverFolders(commandLine, folder, hostFolder),
    args: [
      '--without-connection-token',
      '--enable-smoke-test-driver',
      ...(commandLine.has('disable-workspace-trust') ? ['--disable-workspace-trust'] : []),
    ],
    onOutput: (text) => {
      if (verbose) process.stderr.write(text);
      tail = (tail + text).slice(-8000);
      const [, code, signal] =
        /Extension Host Process exited with code: (\w+), signal: (\w+)/.exec(tail) ?? [];
      if (code !== undefined) extensionHost.emit('exit', signal === 'null' ? Number(code) : 1);
    },
  });
  started.server = server;
  void server.ended.then((output) => end(1, `the VS Code server ended.\n${output}`));

  const browser = await launchChromium();
  started.browser = browser;
  browser.on('disconnected', () => void end(1, 'Chromium ended'));
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  page.on('crash', () => void end(1, 'the workbench page crashed'));
  if (verbose) page.on('console', (message) => process.stderr.write(`[workbench] ${message.text()}\n`));
  await forwardExtensionHostConsole(page);

  // VS Code's own report, made when the extension host under test has exited. It says 0 as well when the
  // connection to the host was merely lost (a crash), so the server's word on the process counts too.
  await page.exposeFunction('codeAutomationExit', async (status: number) => {
    const hostStatus = status === 0 ? await Promise.race([hostExit, delay(2000, 0)]) : 0;
    if (hostStatus !== 0) await end(hostStatus, 'the extension host crashed');
    await end(status);
  });
  if (tests !== undefined) {
    setTimeout(() => void end(124, `no result after ${TIMEOUT_MS / 1000} s`), TIMEOUT_MS);
  }
  await page.goto(workbenchAddress(server.url, commandLine));
}

function serverFolders(commandLine: CommandLine, folder: string, hostFolder: string) {
  const absolute = (option: string) => path.resolve(commandLine.value(option) ?? path.join(folder, option));
  const folders = { userData: absolute('user-data-dir'), extensions: absolute('extensions-dir') };
  for (const each of Object.values(folders)) mkdirSync(each, { recursive: true });
  return { hostFolder, folder, ...folders };
}

async function codeHost(): Promise<void> {
  // bin/code is a link to this program.
  const hostFolder = path.resolve(path.dirname(realpathSync(__filename)), '../../.vscode-test/host');
  if (!existsSync(hostParts(hostFolder).program)) {
    await end(1, 'there is no VS Code server in .vscode-test/host; `npm test` installs it');
  }
  const commandLine = parseCommandLine(process.argv.slice(2));
  const folder = mkdtempSync(path.join(tmpdir(), 'code-host-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => void end(128 + constants.signals[name], name));
  }
  if (commandLine.has('install-extension')) {
    const folders = serverFolders(commandLine, folder, hostFolder);
    const installs = commandLine.values('install-extension').flatMap((file) => ['--install-extension', file]);
    const [command, args] = serverCommand({ ...folders, args: installs });
    await end(spawnSync(command, args, { stdio: 'inherit' }).status ?? 1);
  }
  await openWindow(commandLine, folder, hostFolder);
}

codeHost().catch((error: unknown) => end(1, error instanceof Error ? error.stack : String(error)));
