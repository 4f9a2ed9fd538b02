import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { findCommand } from '../setup/debianPackages.mjs';
import { ensureVSCodeHost } from '../setup/vscodeHost.mjs';
import { makeDemoProfile, serveDemo } from './demoProfile.mjs';
import { PlainError } from './main.mjs';
import { run, runOrThrow } from './run.mjs';

/** @typedef {import('./demoProfile.mjs').Demo} Demo */

/**
 * Opens a machine in VS Code with the packaged extension, in a profile of its own: on the desktop where there is
 * one, in a browser of the person's choice otherwise. Ends with the window, or when the signal aborts.
 * @param {Demo} demo
 * @param {AbortSignal} signal
 */
export async function openInVSCode(demo, signal) {
  const desktop = findCommand('code');
  const hasDisplay = [process.env['DISPLAY'], process.env['WAYLAND_DISPLAY']].some(
    (name) => (name ?? '') !== '',
  );
  if (desktop !== undefined && hasDisplay) return openOnDesktop(desktop, demo, signal);
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new PlainError('To go on in the editor, put the command `code` of VS Code on the PATH.');
  }
  await ensureVSCodeHost(signal);
  return openInBrowser(demo, signal);
}

/**
 * @param {string} code
 * @param {Demo} demo
 * @param {AbortSignal} signal
 */
async function openOnDesktop(code, demo, signal) {
  const { userData, extensions, vsix } = await makeDemoProfile(demo, signal);
  const profile = [`--user-data-dir=${userData}`, `--extensions-dir=${extensions}`];
  await runOrThrow(code, [...profile, `--install-extension=${vsix}`], { signal });
  // Chromium's sandbox does not work for root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  console.log('\nOpened the machine in VS Code. Close its window, or press Ctrl-C, to end the machine.');
  try {
    const window = ['--new-window', '--wait', '--disable-workspace-trust', demo.workspace];
    await run(code, [...profile, ...sandbox, ...window], { signal, output: 'keep' });
  } finally {
    await endDesktop(userData);
  }
}

/**
 * The command has left VS Code itself in a session of its own; VS Code keeps its process id in its profile.
 * @param {string} userData
 */
async function endDesktop(userData) {
  try {
    const id = Number(await readFile(path.join(userData, 'code.lock'), 'utf8'));
    if (id > 1) process.kill(id, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}

/**
 * @param {Demo} demo
 * @param {AbortSignal} signal
 */
async function openInBrowser(demo, signal) {
  const server = await serveDemo(demo, signal);
  try {
    signal.throwIfAborted();
    console.log(`\nOpen the machine in VS Code:\n  ${server.address}\nCtrl-C ends the machine.`);
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    const failure = await Promise.race([server.ended, aborted.then(() => undefined)]);
    if (failure !== undefined) throw new PlainError(`The VS Code server ended.\n${failure}`);
  } finally {
    await server.stop();
  }
}
