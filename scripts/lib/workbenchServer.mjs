// A VS Code that serves its window to a browser, with the extension installed. This file is bundled into tests, hence
// it knows no paths of its own.
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { serverCommand, startServer } from './hostServer.mjs';
import { runOrThrow } from './run.mjs';
import { windowSettings } from './windowSettings.mjs';

/**
 * Makes a profile of VS Code's.
 * @param {string} folder private
 * @param {Record<string, unknown>} settings of the user, beside those that keep the window quiet
 */
export async function makeProfile(folder, settings) {
  const profile = { userData: path.join(folder, 'user-data'), extensions: path.join(folder, 'extensions') };
  const text = JSON.stringify({ ...windowSettings, ...settings });
  // The desktop reads the first, the server takes settings of the machine from the second.
  for (const scope of ['User', 'Machine']) {
    await mkdir(path.join(profile.userData, scope), { recursive: true });
    await writeFile(path.join(profile.userData, scope, 'settings.json'), text);
  }
  await mkdir(profile.extensions, { recursive: true });
  return profile;
}

/**
 * @typedef {object} Workbench
 * @property {string} hostFolder where the VS Code host is installed
 * @property {string} vsix the packaged extension
 * @property {string} folder private; it gets VS Code's profile
 * @property {string} workspace the folder to open
 * @property {Record<string, unknown>} [settings] of the user
 * @property {'enforced' | 'off'} [trust] whether the workspace must be trusted first; `off` unless given
 */

/**
 * Serves the workbench on 127.0.0.1, to whoever has the token.
 * @param {Workbench} workbench
 * @param {AbortSignal} signal
 * @returns {Promise<import('./hostServer.mjs').RunningServer & {address: string}>} the address opens the workspace;
 *   the caller stops the server
 */
export async function serveWorkbench(workbench, signal) {
  const { hostFolder, vsix, folder, workspace, settings = {}, trust = 'off' } = workbench;
  const options = { hostFolder, folder, ...(await makeProfile(folder, settings)) };
  const [command, args] = serverCommand({ ...options, args: [`--install-extension=${vsix}`] });
  await runOrThrow(command, args, { signal });
  // In a file, so that it is in no process list.
  const token = randomBytes(16).toString('hex');
  const tokenFile = path.join(folder, 'token');
  await writeFile(tokenFile, token, { mode: 0o600 });
  const server = await startServer({
    ...options,
    args: [
      `--connection-token-file=${tokenFile}`,
      ...(trust === 'enforced' ? [] : ['--disable-workspace-trust']),
    ],
  });
  const query = new URLSearchParams({ tkn: token, folder: workspace });
  return { ...server, address: `${server.url}/?${query.toString()}` };
}
