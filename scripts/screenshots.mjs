// `npm run screenshots`: takes the pictures of the README in the real window, against a throw-away machine whose
// disks are slow enough to see a backup run. Writes docs/images/.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { main } from './lib/main.mjs';
import { inProject } from './lib/paths.mjs';
import { ensureDebianPackages } from './setup/debianPackages.mjs';
import { ensureNodeModules } from './setup/nodeModules.mjs';
import { ensureVSCodeHost } from './setup/vscodeHost.mjs';
import { bootMachine } from './throwawayMachine.mjs';

const MIB = 1024 * 1024;

await main(async (signal) => {
  await ensureNodeModules(signal);
  await ensureDebianPackages(['machine', 'window'], signal);
  await ensureVSCodeHost(signal);
  const { ensureProduct, buildWorkbenchDriver } = await import('./build.mjs');
  await ensureProduct();
  /** @type {typeof import('../test/host/workbench')} */
  const { openWorkbench } = createRequire(import.meta.url)(await buildWorkbenchDriver());
  const { makeDemoWorkspace } = await import('./lib/demoWorkspace.mjs');
  const { serveDemo } = await import('./lib/demoProfile.mjs');

  const folder = await mkdtemp(path.join(tmpdir(), 'domainbackup-screenshots-'));
  /** @type {(() => Promise<void>)[]} what to end, the last one first */
  const endings = [() => rm(folder, { recursive: true, force: true, maxRetries: 3 })];
  try {
    const machine = await bootMachine({
      name: 'web',
      disks: [
        { name: 'vda', format: 'qcow2', data: 224 * MIB, bytesPerSecond: 12 * MIB },
        { name: 'vdb', format: 'qcow2', data: 224 * MIB, bytesPerSecond: 8 * MIB },
      ],
    });
    endings.unshift(machine.stop);
    const { workspace } = await makeDemoWorkspace(folder);
    const server = await serveDemo({ folder, workspace }, signal);
    endings.unshift(server.stop);
    const window = await openWorkbench(server.address);
    endings.unshift(async () => window[Symbol.asyncDispose]());
    signal.throwIfAborted();

    const { page, workbench } = window;
    await mkdir(inProject('docs/images'), { recursive: true });
    /** @param {string} name */
    const take = async (name) => {
      const file = inProject('docs/images', `${name}.png`);
      await page.screenshot({ path: file });
      console.log(`Wrote ${path.relative(process.cwd(), file)}`);
    };

    await workbench.openFile('two-disks.xml');
    await workbench.openView('Domain Backup');
    await workbench.widenSideBar(110);
    await workbench.welcomeButton('Add Connection…').click();
    // Other machines of this host are nobody else's business.
    await workbench.quickInput().fill('web');
    await workbench.quickPick('web').waitFor();
    await take('add-connection');
    await workbench.quickPick('web').click();
    await workbench.treeRows(/^web.*2 disks/).waitFor();

    await workbench.clickCodeLens('Start Backup');
    await workbench.answerDialog('Start Backup');
    // A picture of a backup that has come some way, with all that there is to tell of it.
    for (const disk of ['vda', 'vdb'])
      await workbench
        .treeRows(new RegExp(`^Disk ${disk}, running, [3-9]\\d.* per second, .* left`))
        .waitFor();
    await take('running-backup');
    return 0;
  } finally {
    for (const end of endings) await end();
  }
});
