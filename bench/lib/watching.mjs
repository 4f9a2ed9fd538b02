import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { inProject } from '../../scripts/lib/paths.mjs';
import { startStorageDaemon } from '../../scripts/throwawayDaemon.mjs';

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
    for (const daemon of daemons) await daemon.stop();
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
  return startStorageDaemon(path.join(folder, `${index}.qmp`), { image });
}
