import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { parseQmpAddress, planBackup, QmpClient, readDefinition, startBackup } from '../../engine';
import { filesIn } from '../backup/filesIn';
import { RECORDED } from '../backup/recorded';
import type { Machine } from '../../scripts/throwawayMachine.mjs';
import { endScene } from './support/endScene';
import { commandLine } from './support/commandLine';
import { makeFolder, openFile, twoDisks } from './support/documents';
import { earlierWindow } from './support/earlier';
import { ownTree, Person, setConnections, waitForRow } from './support/extension';
import { bootTwoDisks } from './support/machine';
import { waitFor } from './support/waitFor';

describe('Backups that other programs have started', () => {
  let folder: string;
  let machine: Machine;
  let person: Person;

  beforeEach(async () => {
    folder = await makeFolder();
    machine = await bootTwoDisks('slow');
    person = new Person('confirms');
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    await vscode.commands.executeCommand('domainbackup.refresh');
  });
  afterEach(() => endScene({ person, machine, folder }));

  it('are shown once a start was refused because of them, and mark the document no longer than they run', async () => {
    const other = await QmpClient.connect(parseQmpAddress(machine.qmp[1] ?? ''));
    try {
      const options = { speed: 1024 * 1024 };
      const plan = await planBackup(other, readDefinition(twoDisks(folder)), { locality: 'local', options });
      const backup = await startBackup(other, plan, RECORDED);
      const document = await openFile(folder, 'two.domainbackup.xml', twoDisks(path.join(folder, 'more')));
      const marks = (): vscode.Diagnostic[] =>
        vscode.languages
          .getDiagnostics(document.uri)
          .filter(({ code }) => JSON.stringify(code)?.includes('backup-running'));
      await vscode.commands.executeCommand('workbench.view.explorer');
      const shown: unknown[] = [];
      const { onDidRead } = await ownTree();
      const reading = onDidRead((row) => shown.push(row.kind === 'run' && row.snapshot.run));
      person.presses('Show Backup');
      await vscode.commands.executeCommand('domainbackup.start');
      await waitFor('its row to be shown', () => (shown.includes(plan.run) ? true : undefined));
      reading.dispose();
      const { message } = await person.sees(/is being backed up right now/);
      assert.equal(marks().length, 2);
      const run = await waitForRow(
        'run',
        'running',
        ({ node }) => node.kind === 'run' && node.snapshot.run === plan.run,
      );
      const by = `is being backed up right now by backup "${run.label}"; wait for that to end`;
      for (const told of [message, ...marks().map((mark) => mark.message)])
        assert.ok(told.includes(by), told);
      await vscode.commands.executeCommand('domainbackup.cancel', run.node);
      assert.equal((await backup.finished).outcome, 'cancelled');
      await waitFor('no marks', () => (marks().length === 0 ? true : undefined));
    } finally {
      await other.close();
    }
  });

  it('of another window are in History at once when they were cancelled here', async () => {
    await vscode.commands.executeCommand('domainbackup.backups.focus');
    const file = path.join(folder, 'two.xml');
    await writeFile(file, twoDisks(folder));
    const other = await earlierWindow(folder, 'start', file, '--qmp', machine.qmp[1] ?? '', '--speed', '2M');
    const ended = once(other, 'close');
    const run = await waitForRow('run', 'running', ({ abilities }) => /\bcancelable\b/.test(abilities));
    await vscode.commands.executeCommand('domainbackup.cancel', run.node);
    // For a moment the program that started it has yet to record its end.
    await waitForRow(
      'past',
      'in History',
      ({ label, description }) => label === run.label && description.startsWith('cancelled · full'),
    );
    await ended;
  });

  it('are told as what holds the socket that they are followed over, which is connected to again after them', async () => {
    const file = path.join(folder, 'two.xml');
    await writeFile(file, twoDisks(folder));
    await vscode.commands.executeCommand('domainbackup.backups.focus');
    const socket = machine.qmp[0] ?? '';
    const other = commandLine(['start', file, '--qmp', socket, '--speed', '2M']);
    const ended = once(other, 'close');
    try {
      await waitFor('the partial files', async () =>
        (await filesIn(folder)).some((name) => name.endsWith('.partial')) ? true : undefined,
      );
      await vscode.commands.executeCommand('domainbackup.refresh');
      const row = await waitForRow(
        'connection',
        'in use',
        ({ description }) => description === 'in use by a backup',
      );
      assert.match(row.tooltip, /Another window, or the command line, follows the backup "[^"]*:[^"]*" over/);
      await openFile(folder, 'two.domainbackup.xml', twoDisks(path.join(folder, 'more')));
      await vscode.commands.executeCommand('domainbackup.start');
      const { message } = await person.sees(/was not started/);
      assert.match(
        message,
        /^The backup of vm was not started\. Another window, or the command line, follows the backup "[^"]*:[^"]*" over its socket\. Wait until that has ended, then start this one\./,
      );
    } finally {
      other.kill('SIGINT');
      await ended;
    }
    await waitForRow('connection', 'connected again', ({ description }) => /2 disks/.test(description));
  });

  it('are told apart from other programs that hold the socket, of which one ends the connection', async () => {
    const socket = machine.qmp[0] ?? '';
    const other = await QmpClient.connect(parseQmpAddress(socket));
    try {
      await openFile(folder, 'two.domainbackup.xml', twoDisks(folder));
      await vscode.commands.executeCommand('domainbackup.start');
      const { message } = await person.sees(/was not started/);
      assert.equal(
        message,
        `The backup of vm was not started. Another program uses its socket ${socket}, where QEMU serves one at a time. ` +
          'End that connection, then start the backup again. For both at once, give QEMU a second monitor.',
      );
      const row = await waitForRow('connection', 'in use', ({ abilities }) => abilities.includes('busy'));
      assert.equal(row.description, 'in use by another program');
      assert.doesNotMatch(row.tooltip, /seems|Otherwise/);
    } finally {
      await other.close();
    }
  });

  it('are followed to their end once the command line that started them was killed', async () => {
    const file = path.join(folder, 'two.xml');
    await writeFile(file, twoDisks(folder));
    const other = commandLine(['start', file, '--qmp', machine.qmp[1] ?? '', '--speed', '2M']);
    try {
      await waitFor('the partial files', async () =>
        (await filesIn(folder)).some((name) => name.endsWith('.partial')) ? true : undefined,
      );
      await vscode.commands.executeCommand('domainbackup.refresh');
      await waitForRow('run', 'running', ({ abilities }) => /\bcancelable\b/.test(abilities));
    } finally {
      other.kill('SIGKILL');
      await once(other, 'close');
    }
    await vscode.commands.executeCommand('domainbackup.refresh');
    // Only of what this window follows there is a log, and the document.
    const run = await waitForRow('run', 'followed', ({ abilities }) => /logged documented/.test(abilities));
    person.enters('0');
    await vscode.commands.executeCommand('domainbackup.limitSpeed', run.node);
    await person.sees(/is complete/);
    // The manifest is being written anew for a moment, with the digests.
    await waitFor('nothing else beside the targets', async () =>
      (await filesIn(folder)).join() === 'two.xml,vda.backup,vdb.backup' ? true : undefined,
    );
  });

  it('are not all that those cancel: of a backup of this window its row says so, and not that it is pausing', async () => {
    await openFile(folder, 'two.domainbackup.xml', twoDisks(folder));
    const backup = vscode.commands.executeCommand('domainbackup.start');
    await waitForRow('run', 'copying', ({ description }) => /^[1-9]\d*%/.test(description));
    // By the other monitor, and with records of its own. What is in flight on a slow disk takes its time to end.
    const ended = once(commandLine(['cancel', '--qmp', machine.qmp[1] ?? '']), 'close');
    const told: string[] = [];
    const ofDisks: string[] = [];
    await waitForRow('run', 'cancelled', ({ description, abilities, children }) => {
      told.push(description);
      ofDisks.push(...children.map((disk) => disk.description));
      return abilities.startsWith('run cancelled');
    });
    const first = told.findIndex((text) => text.includes('cancelling…'));
    assert.ok(first !== -1, told.join('\n'));
    const others = told.slice(first, -1).filter((text) => !text.includes('cancelling…'));
    assert.deepEqual(others, [], 'it says so until it is cancelled');
    assert.deepEqual(
      [...told, ...ofDisks].filter((text) => text.includes('paus')),
      [],
    );
    await Promise.all([ended, backup]);
  });
});
