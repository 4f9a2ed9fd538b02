import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { parseQmpAddress, planBackup, QmpClient, readDefinition, startBackup } from '../../engine';
import { filesIn } from '../backup/filesIn';
import type { Machine } from '../../scripts/throwawayMachine.mjs';
import { endScene } from './support/endScene';
import { bootTwoDisks, slowDown } from './support/machine';
import { connectionRows, Person, runsOf, setConnections, waitForRow } from './support/extension';
import { waitFor } from './support/waitFor';
import { RECORDED } from '../backup/recorded';
import { makeFolder, openFile, twoDisks } from './support/documents';

describe('Running a backup', () => {
  let folder: string;
  let machine: Machine | undefined;
  let person: Person | undefined;

  beforeEach(async () => {
    folder = await makeFolder();
  });
  afterEach(() => endScene({ person, machine, folder }));

  it('shows the machine with its name, QEMU version and disks', async () => {
    machine = await bootTwoDisks();
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    await vscode.commands.executeCommand('domainbackup.refresh');
    const row = await waitForRow('connection', 'connected', ({ abilities }) =>
      abilities.includes('connected'),
    );
    assert.equal(row.description, `guest · 2 disks · QEMU ${machine.version}`);
  });

  it('starts from the command after a confirmation and brings both disks to 100% in the tree', async () => {
    machine = await bootTwoDisks();
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    await openFile(folder, 'two.domainbackup.xml', twoDisks(folder));
    person = new Person('confirms');
    await vscode.commands.executeCommand('domainbackup.start');
    const question = await person.sees(/Back up 2 disks/);
    assert.match(question.message, /vm \(guest\)/);
    assert.match(
      question.detail ?? '',
      /vda \(64 MiB, qcow2\) → .*vda\.backup\nvdb \(64 MiB, qcow2\) → .*vdb\.backup$/,
    );
    await person.sees(/is complete/);
    const run = await waitForRow('run', 'completed', ({ abilities }) => /^run completed\b/.test(abilities));
    assert.deepEqual(
      run.children.map(({ label, description }) => [label, description.split(' · ')[0]]),
      [
        ['vda', '100%'],
        ['vdb', '100%'],
      ],
    );
    assert.deepEqual(await filesIn(folder), ['two.domainbackup.xml', 'vda.backup', 'vdb.backup']);
  });

  it('keeps the text that it was started from, also when that is edited while a machine is chosen', async () => {
    machine = await bootTwoDisks();
    const [first = '', second = ''] = machine.qmp;
    await setConnections({ name: 'vm', socket: first }, { name: 'other', socket: second });
    const document = await openFile(folder, 'two.domainbackup.xml', twoDisks(folder));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), 'no backup any more');
    person = new Person('confirms');
    person.picks('vm', () => vscode.workspace.applyEdit(edit));
    await vscode.commands.executeCommand('domainbackup.start');
    await person.sees(/is complete/);
    assert.match(document.getText(), /^no backup/);
    const run = await waitForRow('run', 'completed', ({ abilities }) => /^run completed\b/.test(abilities));
    await vscode.commands.executeCommand('domainbackup.openRunDocument', run.node);
    const text = await waitFor('the document of the run', () => {
      const shown = vscode.window.activeTextEditor?.document;
      return shown?.uri.scheme === 'domainbackup-run' ? shown.getText() : undefined;
    });
    assert.equal(text, twoDisks(folder));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('can be cancelled from its row, and says so', async () => {
    machine = await bootTwoDisks('slow');
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    await openFile(folder, 'two.domainbackup.xml', twoDisks(folder));
    person = new Person('confirms');
    const ended = vscode.commands.executeCommand('domainbackup.start');
    const run = await waitForRow('run', 'running', ({ abilities }) => /\bcancelable\b/.test(abilities));
    await slowDown(machine);
    await vscode.commands.executeCommand('domainbackup.cancel', run.node);
    await person.sees(/Cancel backup/);
    await person.sees(/was cancelled/);
    await ended;
    const row = await waitForRow('run', 'cancelled', ({ abilities }) => /^run cancelled\b/.test(abilities));
    assert.deepEqual(
      row.children.map(({ abilities }) => abilities),
      ['disk cancelled', 'disk cancelled'],
    );
    assert.deepEqual(
      row.children.map(({ description }) => description.split(' · ')[0]),
      ['cancelled', 'cancelled'],
      'no percentage, which at 100 would read as a backup',
    );
    assert.deepEqual(await filesIn(folder), ['two.domainbackup.xml']);
  });

  it('goes on in a row of its own when the socket of its machine is changed', async () => {
    machine = await bootTwoDisks('slow');
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    await openFile(folder, 'two.domainbackup.xml', twoDisks(folder));
    person = new Person('confirms');
    const ended = vscode.commands.executeCommand('domainbackup.start');
    const run = await waitForRow('run', 'running', ({ abilities }) => /\bcancelable\b/.test(abilities));
    await slowDown(machine);
    const settings = vscode.workspace.getConfiguration('domainbackup');
    const value = [{ name: 'vm', socket: machine.qmp[1] }];
    await settings.update('connections', value, vscode.ConfigurationTarget.Global);
    await waitFor('two rows', async () => ((await connectionRows()).length === 2 ? true : undefined));
    await vscode.commands.executeCommand('domainbackup.refresh');
    await waitForRow('connection', 'connected', ({ node, abilities }) =>
      node.kind === 'connection' && node.connection.socket === machine?.qmp[1]
        ? abilities.includes('connected')
        : false,
    );
    const rows = await connectionRows();
    const [, kept] = rows;
    assert.equal(kept?.description, 'removed, stays until its backup has ended');
    assert.doesNotMatch(kept?.abilities ?? '', /^connection/, 'there is nothing to remove');
    const ids = rows.flatMap(function idsOf(row): string[] {
      return [row.id, ...row.children.flatMap(idsOf)];
    });
    assert.equal(new Set(ids).size, ids.length, ids.join('\n'));
    // QEMU tells of the run at its other monitor, too; it is this window's, and shown once.
    assert.deepEqual(
      rows.map((row) => runsOf(row).map(({ node }) => node)),
      [[], [run.node]],
    );
    await vscode.commands.executeCommand('domainbackup.cancel', run.node);
    await person.sees(/was cancelled/);
    await ended;
    await waitFor('only the one of the settings', async () =>
      (await connectionRows()).length === 1 ? true : undefined,
    );
    const past = await waitForRow(
      'past',
      'the backup',
      ({ node }) =>
        node.kind === 'past' && run.node.kind === 'run' && node.past.run === run.node.snapshot.run,
    );
    assert.match(past.description, /^cancelled/);
  });

  it("shows another program's backup, and cancels it", async () => {
    machine = await bootTwoDisks('slow');
    const other = await QmpClient.connect(parseQmpAddress(machine.qmp[1] ?? ''));
    try {
      const plan = await planBackup(other, readDefinition(twoDisks(folder)), { locality: 'local' });
      const backup = await startBackup(other, plan, RECORDED);
      await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
      await vscode.commands.executeCommand('domainbackup.refresh');
      const run = await waitForRow(
        'run',
        'running',
        ({ node }) => node.kind === 'run' && node.snapshot.run === plan.run,
      );
      person = new Person('confirms');
      await vscode.commands.executeCommand('domainbackup.cancel', run.node);
      await person.sees(/was cancelled/);
      assert.equal((await backup.finished).outcome, 'cancelled');
      assert.deepEqual(await filesIn(folder), []);
    } finally {
      await other.close();
    }
  });

  it('settles a backup that ended with nobody there, such as that of an earlier window', async () => {
    machine = await bootTwoDisks();
    const earlier = await QmpClient.connect(parseQmpAddress(machine.qmp[0] ?? ''));
    const plan = await planBackup(earlier, readDefinition(twoDisks(folder)), { locality: 'local' });
    const backup = await startBackup(earlier, plan, RECORDED);
    await earlier.close();
    assert.equal((await backup.finished).outcome, 'unknown');
    person = new Person('confirms');
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    await vscode.commands.executeCommand('domainbackup.refresh');
    // A look may come before the jobs have ended, and nothing is polled while nobody watches the view.
    await waitFor('the settled files', async () => {
      await vscode.commands.executeCommand('domainbackup.refresh');
      return (await filesIn(folder)).includes('vda.backup') ? true : undefined;
    });
    await waitForRow('run', 'completed', ({ abilities }) => /^run completed\b/.test(abilities));
    await person.sees(/is complete/);
    assert.deepEqual(await filesIn(folder), ['vda.backup', 'vdb.backup']);
  });

  it('is refused before anything is touched when a target exists', async () => {
    machine = await bootTwoDisks();
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    await openFile(folder, 'two.domainbackup.xml', twoDisks(folder));
    await writeFile(path.join(folder, 'vdb.backup'), 'precious');
    person = new Person('confirms');
    await vscode.commands.executeCommand('domainbackup.start');
    const { message } = await person.sees(/vdb\.backup/);
    assert.match(message, /^The backup of vm was not started\. Disk "vdb": .* exists/);
    assert.equal(
      person.shown.some(({ detail }) => detail !== undefined),
      false,
      'nothing is asked',
    );
    assert.deepEqual(await filesIn(folder), ['two.domainbackup.xml', 'vdb.backup']);
  });

  it('marks in the document what stood against it, until that is changed or started again', async () => {
    machine = await bootTwoDisks();
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    const text = twoDisks(folder).replace(/name='vda'/, "name='vdx'");
    const document = await openFile(folder, 'two.domainbackup.xml', text);
    const taken = path.join(folder, 'vdb.backup');
    await writeFile(taken, 'precious');
    person = new Person('confirms');
    const marked = (): string[] =>
      vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ source }) => source === 'backup plan')
        .map(({ range, code, message }) => {
          assert.ok(message.length > 0);
          return `${JSON.stringify(code)}: ${document.getText(range)}`;
        });
    await vscode.commands.executeCommand('domainbackup.start');
    await person.sees(/vdx/);
    assert.deepEqual(marked().toSorted(), [`"target-exists": ${taken}`, `"unknown-disk": vdx`]);
    const edit = new vscode.WorkspaceEdit();
    const start = document.positionAt(document.getText().indexOf('vdx'));
    edit.replace(document.uri, new vscode.Range(start, start.translate(0, 3)), 'vda');
    await vscode.workspace.applyEdit(edit);
    assert.deepEqual(marked(), []);
    await vscode.commands.executeCommand('domainbackup.start');
    await waitFor('the other one again', () => (marked().length === 1 ? true : undefined));
    await rm(taken);
    await vscode.commands.executeCommand('domainbackup.start');
    await person.sees(/is complete/);
    assert.deepEqual(marked(), []);
  });

  it('does nothing when the confirmation is dismissed', async () => {
    machine = await bootTwoDisks();
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    await openFile(folder, 'two.domainbackup.xml', twoDisks(folder));
    person = new Person('dismisses');
    await vscode.commands.executeCommand('domainbackup.start');
    await person.sees(/Back up 2 disks/);
    assert.deepEqual(await filesIn(folder), ['two.domainbackup.xml']);
    assert.deepEqual(runsOf((await connectionRows())[0]), []);
  });

  it('is refused for a document with errors, with the first of them', async () => {
    await setConnections({ name: 'vm', socket: path.join(folder, 'none.qmp') });
    await openFile(folder, 'wrong.domainbackup.xml', `<domainbackup mode='psh'/>`);
    person = new Person('confirms');
    await vscode.commands.executeCommand('domainbackup.start');
    await person.sees(/push or pull/);
  });

  it('is refused while no machine is configured', async () => {
    await openFile(folder, 'two.domainbackup.xml', twoDisks(folder));
    person = new Person('confirms');
    await vscode.commands.executeCommand('domainbackup.start');
    await person.sees(/No machine is configured/);
  });

  it('shows a socket that is not there on its row, and says so when a backup is started', async () => {
    await setConnections({ name: 'gone', socket: path.join(folder, 'none.qmp') });
    await vscode.commands.executeCommand('domainbackup.refresh');
    const row = await waitForRow('connection', 'missing', ({ abilities }) => abilities.includes('missing'));
    assert.equal(row.description, 'no such socket');
    await openFile(folder, 'two.domainbackup.xml', twoDisks(folder));
    person = new Person('confirms');
    await vscode.commands.executeCommand('domainbackup.start');
    await person.sees(/none\.qmp/);
  });
});
