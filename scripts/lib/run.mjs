import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { PlainError } from './main.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {AbortSignal} [signal] ends the command (SIGTERM, after 5 s SIGKILL); it counts as failed then
 * @property {'show' | 'keep'} [output] 'show' (default) passes it on as it comes, 'keep' only returns it
 */

/**
 * @typedef {object} Outcome
 * @property {number} status the exit status; 128 + the signal's number, as a shell has it, when a signal ended it
 * @property {string} output stdout and stderr as they came, empty when they were shown
 */

const KILL_AFTER_MS = 5_000;

/** @type {Set<number>} Process groups that are alive: they do not survive this process. */
const groups = new Set();
process.on('exit', () => groups.forEach((group) => endGroup(group, 'SIGKILL')));

/**
 * Runs a command and waits for its end. It leads a process group of its own, so that what it starts ends with it
 * and Ctrl-C reaches it once, from here.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Outcome>} rejects only when the command cannot be started
 */
export async function run(command, args, { cwd, env, signal, output = 'show' } = {}) {
  signal?.throwIfAborted();
  const child = spawn(command, args, {
    cwd,
    env,
    detached: true,
    stdio: output === 'show' ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
  });
  const group = child.pid;
  if (group !== undefined) groups.add(group);
  /** @type {NodeJS.Timeout | undefined} */
  let killer;
  const interrupt = () => {
    if (group === undefined) return;
    endGroup(group, 'SIGTERM');
    killer = setTimeout(() => endGroup(group, 'SIGKILL'), KILL_AFTER_MS);
  };
  signal?.addEventListener('abort', interrupt, { once: true });
  /** @type {Buffer[]} */
  const chunks = [];
  child.stdout?.on('data', (chunk) => chunks.push(chunk));
  child.stderr?.on('data', (chunk) => chunks.push(chunk));
  try {
    const status = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, name) => resolve(code ?? statusOf(name)));
    });
    return { status, output: Buffer.concat(chunks).toString() };
  } finally {
    signal?.removeEventListener('abort', interrupt);
    clearTimeout(killer);
    if (group !== undefined) {
      endGroup(group, 'SIGKILL');
      groups.delete(group);
    }
  }
}

/**
 * As `run`, for commands that must succeed: shows nothing unless they fail.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>} what it wrote
 * @throws {PlainError} with the end of its output
 */
export async function runOrThrow(command, args, options) {
  const { status, output } = await run(command, args, { output: 'keep', ...options });
  options?.signal?.throwIfAborted();
  if (status === 0) return output;
  const end = output.trimEnd().split('\n').slice(-40).join('\n');
  throw new PlainError(`"${[command, ...args].join(' ')}" failed with exit status ${status}.\n${end}`);
}

/**
 * @param {number} group
 * @param {NodeJS.Signals} name
 */
function endGroup(group, name) {
  try {
    process.kill(-group, name);
  } catch {
    // Nobody of the group is left.
  }
}

/** @param {NodeJS.Signals | null} name */
function statusOf(name) {
  return 128 + (name === null ? 0 : (constants.signals[name] ?? 0));
}
