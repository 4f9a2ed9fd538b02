import { execFileSync } from 'node:child_process';
import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { parseQmpAddress, QmpClient } from '../../engine';
import { bootMachine, type Machine } from '../../scripts/throwawayMachine.mjs';
import { makeWritingDisk } from '../machine/writingGuest';
import { makeFolder, openFile, removeFolder } from './support/documents';
import { endAll } from '../support/endAll';
import { Person, setConnections, waitForRow, type Row } from './support/extension';
import { bootTwoDisks } from './support/machine';
import { waitFor } from './support/waitFor';

const { executeCommand } = vscode.commands;
const has = (ability: string) => (row: Row) => row.abilities.split(' ').includes(ability);

/** Sets how backups run; undefined takes the defaults again. */
async function configure(values: Record<string, unknown>): Promise<void> {
  const settings = vscode.workspace.getConfiguration('domainbackup.backup');
  for (const [key, value] of Object.entries(values))
    await settings.update(key, value, vscode.ConfigurationTarget.Global);
}

describe('A backup that cannot go on', () => {
  let folder: string;
  let full: string;
  let machine: Machine;
  let person: Person;

  beforeEach(async () => {
    folder = await makeFolder();
    full = path.join(folder, 'full');
    await mkdir(full);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', full]);
    await writeFile(path.join(full, 'ballast'), Buffer.alloc(16 * 1024 * 1024));
    machine = await bootTwoDisks();
    person = new Person('confirms');
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    await openFile(
      folder,
      'two.domainbackup.xml',
      `<domainbackup><disks>
         <disk name='vda' type='file'><target file='${folder}/vda.backup'/></disk>
         <disk name='vdb' type='file'><target file='${full}/vdb.backup'/></disk>
       </disks></domainbackup>`,
    );
  });
  afterEach(() =>
    endAll(
      () => person.leaves(),
      () => configure({ speed: undefined, onError: undefined }),
      () => machine.stop(),
      // The row of a backup that goes on stays.
      () => setConnections(),
      () => execFileSync('umount', [full]),
      () => removeFolder(folder),
    ),
  );

  it('says that its target is full and how much is free, and completes after space was freed and it was retried', async () => {
    // The plan would refuse it at once: the space goes only after that.
    await rm(path.join(full, 'ballast'));
    await configure({ onError: 'stop', speed: '6M' });
    const ended = executeCommand('domainbackup.start');
    await waitForRow('run', 'running', has('pausable'));
    await writeFile(path.join(full, 'ballast'), Buffer.alloc(20 * 1024 * 1024)).catch(() => undefined);
    const disk = await waitForRow('disk', 'out of space', ({ description }) =>
      description.includes('out of space'),
    );
    assert.match(disk.tooltip, /file system is full.*Free some space and retry/);
    assert.match(disk.spoken, /^Disk vdb, out of space, \d+ percent/);
    const run = await waitForRow('run', 'retryable', has('retryable'));
    assert.match(run.description, /^\d+% · vdb: out of space$/);
    const { message } = await person.sees(/^Backup .* of vm waits/);
    assert.match(message, /^Backup "[^"]*" of vm waits: vdb stands still\. .*Free some space and retry/);
    // Without a limit QEMU comes upon the full file system again sooner than anybody looks.
    person.enters('0');
    await executeCommand('domainbackup.limitSpeed', run.node);
    for (const attempt of ['first', 'second', 'third']) {
      await executeCommand('domainbackup.retry', run.node);
      const again = await waitForRow('run', `retryable after the ${attempt} one in vain`, has('retryable'));
      assert.match(again.description, /^\d+% · vdb: out of space$/);
    }
    // Where a look has seen it go on for a moment, it waits anew.
    const told = () => person.shown.filter(({ message: one }) => /: vdb stands still( again)?\./.test(one));
    await waitFor('one for each time', () => (told().length === 4 ? true : undefined));
    await rm(path.join(full, 'ballast'));
    await executeCommand('domainbackup.retry', run.node);
    await person.sees(/is complete/);
    await ended;
  });

  it('says where there is no room, and what to do, in the notification that it has failed', async () => {
    await rm(path.join(full, 'ballast'));
    await configure({ onError: 'report', speed: '6M' });
    const ended = executeCommand('domainbackup.start');
    await waitForRow('run', 'running', has('pausable'));
    await writeFile(path.join(full, 'ballast'), Buffer.alloc(24 * 1024 * 1024)).catch(() => undefined);
    const { message } = await person.sees(/failed/);
    await ended;
    const run = await waitForRow('run', 'failed', has('failed'));
    assert.match(run.description, /^failed · no space left on device · /);
    assert.match(run.spoken, /, failed, no space left on device, /);
    assert.match(run.tooltip, /^vdb: .*No space left on device/m);
    assert.match(run.children[1]?.description ?? '', /^failed · no space left on device · /);
    assert.match(run.children[1]?.spoken ?? '', /^Disk vdb, failed, no space left on device, /);
    assert.ok(
      message.endsWith(
        `of vm failed. vdb: there is no room left for ${full}/vdb.backup. ` +
          'Free some space there, then start the backup again.',
      ),
      message,
    );
  });

  it('says that QEMU has paused the machine because of it, and a retry lets both go on', async () => {
    await rm(path.join(full, 'ballast'));
    const image = path.join(folder, 'vda.raw');
    await makeWritingDisk(image, 16);
    await machine.stop();
    machine = await bootMachine({ monitors: 2, disks: [{ name: 'vda', format: 'raw', image }] });
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    await openFile(
      folder,
      'one.domainbackup.xml',
      `<domainbackup><disks><disk name='vda' type='file'><target file='${full}/vda'/></disk></disks></domainbackup>`,
    );
    await configure({ onError: 'stop', speed: '2M' });
    const ended = executeCommand('domainbackup.start');
    await waitForRow('run', 'running', has('pausable'));
    await writeFile(path.join(full, 'ballast'), Buffer.alloc(24 * 1024 * 1024)).catch(() => undefined);
    const client = await QmpClient.connect(parseQmpAddress(machine.qmp[1] ?? ''));
    try {
      await client.execute('cont', {});
      const run = await waitForRow('run', 'held', ({ description }) =>
        description.includes('out of space, machine paused'),
      );
      assert.match(run.tooltip, /QEMU has paused the machine at a write of its guest/);
      await rm(path.join(full, 'ballast'));
      await executeCommand('domainbackup.retry', run.node);
      await person.sees(/is complete/);
      await ended;
      assert.equal((await client.execute('query-status', {})).status, 'running');
    } finally {
      await client.close();
    }
  });

  it('says that QEMU does not answer, and since when, and goes on by itself when it does', async () => {
    await rm(path.join(full, 'ballast'));
    await configure({ speed: '4M' });
    const ended = executeCommand('domainbackup.start');
    await waitForRow('run', 'running', has('pausable'));
    machine.kill('SIGSTOP');
    const run = await waitForRow('run', 'silent', ({ description }) =>
      description.includes('QEMU does not answer'),
    );
    assert.match(run.tooltip, /QEMU has not answered since /);
    machine.kill('SIGCONT');
    await person.sees(/is complete/);
    await ended;
  });
});
