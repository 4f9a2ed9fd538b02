import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { hostParts } from '../lib/hostServer.mjs';
import { hostFolder, inProject } from '../lib/paths.mjs';
import { runOrThrow } from '../lib/run.mjs';
import { ensureDebianPackages } from './debianPackages.mjs';

const parent = inProject('.vscode-test');
const npmOptions = ['--ignore-scripts', '--no-audit', '--no-fund'];

/**
 * Installs the VS Code host, for machines that cannot download VS Code: the VS Code server and workbench that the
 * npm package code-server carries, and the Node that they want. Linux on x64 only.
 * @param {AbortSignal} signal
 */
export async function ensureVSCodeHost(signal) {
  const stamp = await wantedStamp();
  if ((await readIfThere(path.join(hostFolder, 'stamp'))) === stamp) return;
  await ensureDebianPackages(['nativeBuild'], signal);
  console.log('Setup: installing the VS Code host into .vscode-test/host (about a minute)');
  await mkdir(parent, { recursive: true });
  // It is built beside its place and moved there complete, so that an interrupted install is never taken for one.
  const draft = await mkdtemp(path.join(parent, 'host-draft-'));
  try {
    await install(draft, signal);
    await writeFile(path.join(draft, 'stamp'), stamp);
    await rm(hostFolder, { recursive: true, force: true });
    await rename(draft, hostFolder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @param {AbortSignal} signal
 */
async function install(folder, signal) {
  for (const name of ['package.json', 'package-lock.json']) {
    await cp(inProject('test/host', name), path.join(folder, name));
  }
  await runOrThrow('npm', ['ci', ...npmOptions], { cwd: folder, signal, env: npmEnvironment() });
  const { serverFolder, nodeFolder } = hostParts(folder);
  // `npm ci` refuses here: the server's shrinkwrap and its package.json differ.
  await runOrThrow('npm', ['install', '--omit=dev', ...npmOptions], {
    cwd: serverFolder,
    signal,
    env: npmEnvironment(),
  });
  await removeWhatTestsDoNotNeed(serverFolder);
  // The modules worth building: without spdlog every output channel stays empty, without the watchdog each start
  // writes an error.
  await runOrThrow('npm', ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], {
    cwd: serverFolder,
    signal,
    env: { ...npmEnvironment(), npm_config_nodedir: nodeFolder, JOBS: String(availableParallelism()) },
  });
}

/**
 * 300 of 800 MB: the Copilot runtime, the agents' sandbox, other platforms' ripgrep.
 * @param {string} serverFolder
 */
async function removeWhatTestsDoNotNeed(serverFolder) {
  const modules = path.join(serverFolder, 'node_modules');
  const unwanted = [path.join(serverFolder, 'extensions/copilot')];
  for (const [scope, prefix] of [
    ['@github', 'copilot-sdk'],
    ['@microsoft', 'mxc-sdk'],
  ]) {
    const folder = path.join(modules, String(scope));
    const names = (await readdir(folder)).filter((name) => name.startsWith(String(prefix)));
    unwanted.push(...names.map((name) => path.join(folder, name)));
  }
  const ripgreps = path.join(modules, '@vscode/ripgrep-universal/bin');
  const foreign = (await readdir(ripgreps)).filter((name) => name !== 'linux-x64');
  unwanted.push(...foreign.map((name) => path.join(ripgreps, name)));
  await Promise.all(unwanted.map((entry) => rm(entry, { recursive: true, force: true })));
}

/** Under `npm test` npm's variables name this project as the one to work on; here it is another one. */
function npmEnvironment() {
  const ours = /^npm_(lifecycle|package|command|execpath|node_execpath|config_(local_prefix|node_gyp))/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

async function wantedStamp() {
  const hash = createHash('sha256');
  for (const name of ['package.json', 'package-lock.json']) {
    hash.update(await readFile(inProject('test/host', name)));
  }
  return hash.digest('hex');
}

/** @param {string} file */
async function readIfThere(file) {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}
