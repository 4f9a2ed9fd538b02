// `npm run screenshots [-- FOLDER]`: takes the pictures of the README in the real window, against a throw-away machine
// whose backups are slow enough to see them run. Writes docs/images/; with a folder, it also writes there what every
// state looks like, in a light, a dark and a high-contrast theme, narrow and wide.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { main } from './lib/main.mjs';
import { ensureDebianPackages } from './setup/debianPackages.mjs';
import { ensureNodeModules } from './setup/nodeModules.mjs';
import { ensureVSCodeHost } from './setup/vscodeHost.mjs';
import { bootMachine } from './throwawayMachine.mjs';

const MIB = 1024 * 1024;
const require = createRequire(import.meta.url);
const run = promisify(execFile);

await main(async (signal) => {
  const [folderOfAll] = process.argv.slice(2);
  await ensureNodeModules(signal);
  await ensureDebianPackages(['machine', 'window'], signal);
  await ensureVSCodeHost(signal);
  const { buildTests, buildWorkbenchDriver, ensureProduct } = await import('./build.mjs');
  await ensureProduct();
  /** @type {typeof import('../test/host/workbench')} */
  const { openWorkbench } = require(await buildWorkbenchDriver());
  const [guest = ''] = await buildTests(['test/machine/writingGuest.ts']);
  /** @type {typeof import('../test/machine/writingGuest')} */
  const { makeWritingDisk } = require(guest);
  const { makeDemoWorkspace } = await import('./lib/demoWorkspace.mjs');
  const { serveDemo } = await import('./lib/demoProfile.mjs');
  const { Gallery } = await import('./lib/gallery.mjs');
  const { writeDocuments } = await import('./lib/screenshotDocuments.mjs');
  const scenes = await import('./lib/screenshotScenes.mjs');

  const folder = await mkdtemp(path.join(tmpdir(), 'domainbackup-screenshots-'));
  /** @type {(() => Promise<unknown>)[]} what to end, the last one first */
  const endings = [() => rm(folder, { recursive: true, force: true, maxRetries: 3 })];
  try {
    const disk = { format: /** @type {const} */ ('qcow2'), data: 224 * MIB };
    const machine = await bootMachine({
      name: scenes.NAME,
      disks: [
        { ...disk, name: 'vda' },
        { ...disk, name: 'vdb' },
      ],
    });
    endings.unshift(machine.stop);
    const { workspace, targets } = await makeDemoWorkspace(folder);
    const small = process.getuid?.() === 0 ? path.join(folder, 'small') : '';
    if (small !== '') {
      await mkdir(small);
      await run('mount', ['-t', 'tmpfs', '-o', 'size=300m', 'tmpfs', small]);
      endings.unshift(() => run('umount', [small]));
    }
    await writeDocuments(workspace, targets, small);
    const server = await serveDemo({ folder, workspace, trust: 'enforced' }, signal);
    endings.unshift(server.stop);
    const window = await openWorkbench(server.address);
    endings.unshift(async () => window[Symbol.asyncDispose]());
    const { page, workbench } = window;
    const profile = path.join(folder, 'user-data');
    const gallery = new Gallery(window, { profile, folder: folderOfAll, kept: scenes.keptPictures });
    const stage = { page, workbench, gallery, machine, folder: targets, small, makeWritingDisk };
    for (const scene of [
      scenes.firstSteps,
      scenes.problems,
      scenes.connecting,
      scenes.running,
      scenes.outcomes,
      scenes.withoutSpace,
      scenes.history,
      scenes.pausedMachine,
      scenes.lost,
    ]) {
      signal.throwIfAborted();
      await scene(stage);
    }
    return 0;
  } finally {
    for (const end of endings) await end();
  }
});
