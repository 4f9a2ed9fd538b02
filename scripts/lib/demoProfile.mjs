import path from 'node:path';
import { packageExtension } from '../package.mjs';
import { hostFolder } from './paths.mjs';
import { makeProfile, serveWorkbench } from './workbenchServer.mjs';

/**
 * @typedef {object} Demo
 * @property {string} folder private; it gets VS Code's profile too
 * @property {string} workspace the folder to open
 * @property {string} [socket] the machine's QMP socket, where it is to be connected already
 * @property {Record<string, unknown>} [settings] more settings of the window
 * @property {'enforced' | 'off'} [trust] whether the workspace must be trusted first; `off` unless given
 */

/** @param {Demo} demo */
function settingsOf({ socket, settings = {} }) {
  const connections = socket === undefined ? [] : [{ name: 'demo', socket }];
  return { ...settings, 'domainbackup.connections': connections };
}

/**
 * Makes a profile of VS Code's that knows the machine, and packs the extension to install in it.
 * @param {Demo} demo
 * @param {AbortSignal} signal
 */
export async function makeDemoProfile(demo, signal) {
  const profile = await makeProfile(demo.folder, settingsOf(demo));
  return { ...profile, vsix: await packInto(demo.folder, signal) };
}

/**
 * Serves the workbench with the machine's workspace; see {@link serveWorkbench}.
 * @param {Demo} demo
 * @param {AbortSignal} signal
 */
export async function serveDemo(demo, signal) {
  const { folder, workspace, trust = 'off' } = demo;
  const vsix = await packInto(folder, signal);
  return serveWorkbench({ hostFolder, vsix, folder, workspace, settings: settingsOf(demo), trust }, signal);
}

/**
 * @param {string} folder
 * @param {AbortSignal} signal
 */
async function packInto(folder, signal) {
  const vsix = path.join(folder, 'extension.vsix');
  await packageExtension(vsix, signal);
  return vsix;
}
