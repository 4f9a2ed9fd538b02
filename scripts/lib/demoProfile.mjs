import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packageExtension } from '../package.mjs';
import { serverCommand, startServer } from './hostServer.mjs';
import { hostFolder } from './paths.mjs';
import { runOrThrow } from './run.mjs';
import { windowSettings } from './windowSettings.mjs';

/**
 * @typedef {object} Demo
 * @property {string} folder private; it gets VS Code's profile too
 * @property {string} workspace the folder to open
 * @property {string} [socket] the machine's QMP socket, where it is to be connected already
 * @property {Record<string, unknown>} [settings] more settings of the window
 * @property {'enforced' | 'off'} [trust] whether the workspace must be trusted first; `off` unless given
 */

/**
 * Makes a profile of VS Code's that knows the machine, and packs the extension to install in it.
 * @param {Demo} demo
 * @param {AbortSignal} signal
 */
export async function makeDemoProfile({ folder, socket, settings: more = {} }, signal) {
  const profile = { userData: path.join(folder, 'user-data'), extensions: path.join(folder, 'extensions') };
  const settings = JSON.stringify({
    ...windowSettings,
    ...more,
    ...(socket !== undefined && { 'domainbackup.connections': [{ name: 'demo', socket }] }),
  });
  // The desktop reads the first, the server takes settings of the machine from the second.
  for (const scope of ['User', 'Machine']) {
    await mkdir(path.join(profile.userData, scope), { recursive: true });
    await writeFile(path.join(profile.userData, scope, 'settings.json'), settings);
  }
  await mkdir(profile.extensions);
  const vsix = path.join(folder, 'extension.vsix');
  await packageExtension(vsix, signal);
  return { ...profile, vsix };
}

/**
 * Serves the workbench with the machine's workspace, on 127.0.0.1, to whoever has the token.
 * @param {Demo} demo
 * @param {AbortSignal} signal
 * @returns {Promise<import('./hostServer.mjs').RunningServer & {address: string}>} the address opens the workspace;
 *   the caller stops the server
 */
export async function serveDemo(demo, signal) {
  const { vsix, ...profile } = await makeDemoProfile(demo, signal);
  const options = { hostFolder, folder: demo.folder, ...profile };
  const [command, args] = serverCommand({ ...options, args: [`--install-extension=${vsix}`] });
  await runOrThrow(command, args, { signal });
  // In a file, so that it is in no process list.
  const token = randomBytes(16).toString('hex');
  const tokenFile = path.join(demo.folder, 'token');
  await writeFile(tokenFile, token, { mode: 0o600 });
  const server = await startServer({
    ...options,
    args: [
      `--connection-token-file=${tokenFile}`,
      ...(demo.trust === 'enforced' ? [] : ['--disable-workspace-trust']),
    ],
  });
  const query = new URLSearchParams({ tkn: token, folder: demo.workspace });
  return { ...server, address: `${server.url}/?${query.toString()}` };
}
