// `npm start [-- --once]`: the main job on a machine made for it. Boots a throw-away QEMU machine with two disks,
// backs it up through the command line, compares each target with its source, and, with a terminal and without
// --once, opens the same machine in VS Code. It leaves no process, socket or file behind, however it ends.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { makeDemoWorkspace } from './lib/demoWorkspace.mjs';
import { main, PlainError } from './lib/main.mjs';
import { inProject } from './lib/paths.mjs';
import { run, runOrThrow } from './lib/run.mjs';
import { ensureDebianPackages } from './setup/debianPackages.mjs';
import { ensureNodeModules } from './setup/nodeModules.mjs';
import { bootMachine } from './throwawayMachine.mjs';

await main(async (signal) => {
  const { values } = parseArgs({ options: { once: { type: 'boolean' } } });
  await ensureNodeModules(signal);
  await ensureDebianPackages(['machine'], signal);
  const { ensureProduct } = await import('./build.mjs');
  await ensureProduct();
  signal.throwIfAborted();

  const folder = await mkdtemp(path.join(tmpdir(), 'domainbackup-demo-'));
  /** @type {import('./throwawayMachine.mjs').Machine | undefined} */
  let machine;
  try {
    machine = await bootMachine({
      name: 'demo',
      disks: [
        { name: 'vda', format: 'qcow2' },
        { name: 'vdb', format: 'qcow2' },
      ],
    });
    signal.throwIfAborted();
    console.log(`Booted a throw-away machine on QEMU ${machine.version}; its QMP socket: ${machine.qmp[0]}`);
    const { workspace, targets } = await makeDemoWorkspace(folder);
    await backUpAndCompare(machine, workspace, targets, signal);
    if (values.once !== true && !process.stdout.isTTY) {
      console.log('VS Code is not opened: there is no terminal from which it could be ended.');
    } else if (values.once !== true) {
      const { openInVSCode } = await import('./lib/openInVSCode.mjs');
      await openInVSCode({ folder, workspace, socket: machine.qmp[0] ?? '' }, signal);
    }
    return 0;
  } finally {
    await machine?.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
});

/**
 * @param {import('./throwawayMachine.mjs').Machine} machine
 * @param {string} workspace
 * @param {string} targets
 * @param {AbortSignal} signal
 */
async function backUpAndCompare(machine, workspace, targets, signal) {
  const file = path.join(workspace, 'two-disks.xml');
  console.log(`\n${await readFile(file, 'utf8')}`);
  const socket = machine.qmp[0] ?? '';
  console.log(`$ domainbackup start ${file} --qmp ${socket}`);
  const args = [inProject('dist/cli.js'), 'start', file, '--qmp', socket];
  // The demo leaves no record behind that this user's own `domainbackup history` would show.
  const env = { ...process.env, XDG_STATE_HOME: path.join(path.dirname(workspace), 'state') };
  const { status } = await run(process.execPath, args, { signal, env });
  signal.throwIfAborted();
  if (status !== 0) throw new PlainError(`The backup did not complete: exit status ${status}.`);

  for (const disk of machine.disks) {
    const target = path.join(targets, `${disk.name}.qcow2`);
    // --force-share: the machine holds its disks, but its processor is stopped, so nobody writes.
    const images = ['-f', disk.format, '-F', 'qcow2', disk.path, target];
    await runOrThrow('qemu-img', ['compare', '--force-share', ...images], { signal });
    console.log(`${disk.name}: source and target are identical`);
    // The same document is to run again in VS Code, and a backup overwrites nothing.
    await rm(target);
  }
}
