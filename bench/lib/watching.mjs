import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { inProject } from '../../scripts/lib/paths.mjs';

const MACHINES = 50;
const SECONDS = 20;
const SIZE = 64 * 1024 * 1024;

/** What one client takes that follows a backup on each of 50 machines (qemu-storage-daemons), once all of them run. */
export async function measureWatching() {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'domainbackup-bench-'));
  const daemons = [];
  try {
    for (let index = 0; index < MACHINES; index += 1) daemons.push(await startDaemon(folder, index));
    const program = path.join(folder, 'watcher.cjs');
    await build({
      entryPoints: [inProject('bench/lib/watcher.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      target: 'node20',
      plugins: (await import('../../scripts/build.mjs')).bundlePlugins,
      logLevel: 'warning',
    });
    const args = [program, folder, String(MACHINES), String(SECONDS)];
    const watcher = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    watcher.stdout.on('data', (chunk) => (output += String(chunk)));
    await once(watcher, 'close');
    const { core, memory } = JSON.parse(output);
    console.log(
      `watching ${MACHINES} machines with a backup each, over ${SECONDS} s: ${(core * 100).toFixed(1)} % of one core ` +
        `(target < 10 %), ${(memory / 1024 / 1024).toFixed(0)} MB resident (target < 150 MB)`,
    );
  } finally {
    for (const daemon of daemons) daemon.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} folder
 * @param {number} index
 */
async function startDaemon(folder, index) {
  const image = path.join(folder, `${index}.img`);
  await writeFile(image, Buffer.alloc(1024 * 1024, 1));
  await truncate(image, SIZE);
  const socket = path.join(folder, `${index}.qmp`);
  // prettier-ignore
  const daemon = spawn('qemu-storage-daemon', [
    '--chardev', `socket,id=qmp,path=${socket},server=on,wait=off`, '--monitor', 'chardev=qmp',
    '--blockdev', `driver=file,filename=${image},node-name=storage`,
    '--blockdev', 'driver=raw,file=storage,node-name=vda',
  ]);
  while (daemon.exitCode === null && !(await isThere(socket))) await delay(5);
  return daemon;
}

/** @param {string} file */
async function isThere(file) {
  return access(file).then(
    () => true,
    () => false,
  );
}
