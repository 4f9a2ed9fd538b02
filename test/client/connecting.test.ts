import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import * as vscode from 'vscode';
import { parseQmpAddress, QmpClient, readDefinition } from '../../engine';
import { bootMachine, type Machine } from '../../scripts/throwawayMachine.mjs';
import { endScene } from './support/endScene';
import { makeFolder, openFile, waitForProblems } from './support/documents';
import { endAll } from '../support/endAll';
import { connectionRows, Person, setConnections, waitForRow } from './support/extension';
import { waitFor } from './support/waitFor';

const { executeCommand } = vscode.commands;
/** Other machines may run on the host; this name is ours alone. */
const name = `guest of ${process.pid}`;
const disk = { format: 'qcow2', size: 1024 * 1024, data: 0 } as const;

function configured(): unknown {
  return vscode.workspace.getConfiguration().inspect('domainbackup.connections')?.globalValue;
}

describe('Getting connected', () => {
  let folder: string;
  let machine: Machine;
  let person: Person;
  /** A folder that everybody may enter. */
  let open: string;

  before(async () => {
    machine = await bootMachine({ name, monitors: 2, disks: [{ ...disk, name: 'vda' }] });
    // Temporary folders of a VS Code under test are private.
    open = await mkdtemp('/tmp/domainbackup-open-');
    await chmod(open, 0o755);
  });
  after(() =>
    endAll(
      () => machine.stop(),
      () => rm(open, { recursive: true }),
    ),
  );
  beforeEach(async () => {
    folder = await makeFolder();
    person = new Person('confirms');
  });
  afterEach(() => endScene({ person, folder }));

  it('offers the monitors of this host by the name of their machine, and adds the one that is picked', async () => {
    person.picks(name);
    await executeCommand('domainbackup.addConnection');
    const row = await waitForRow('connection', 'connected', ({ abilities }) => /connected/.test(abilities));
    assert.equal(row.label, name);
    assert.deepEqual(configured(), [{ name, socket: machine.qmp[0] }]);
    // The second monitor is left to be offered, under a name that is free.
    await executeCommand('domainbackup.addConnection');
    assert.deepEqual(configured(), [
      { name, socket: machine.qmp[0] },
      { name: `${name} 2`, socket: machine.qmp[1] },
    ]);
    await executeCommand('domainbackup.addConnection');
    assert.equal(
      person.offered.some(({ label }) => label === name),
      false,
      'what is configured is not offered again',
    );
  });

  it('says of a monitor in use that it is', async () => {
    const other = await QmpClient.connect(parseQmpAddress(machine.qmp[0] ?? ''));
    try {
      person.picks('nothing');
      await executeCommand('domainbackup.addConnection');
      const offer = person.offered.find(({ description }) => description === machine.qmp[0]);
      assert.match(offer?.detail ?? '', /in use by another program/);
    } finally {
      await other.close();
    }
  });

  it('takes a socket that is entered, and judges it as it is typed', async () => {
    const file = path.join(folder, 'a file');
    await writeFile(file, '');
    const socket = machine.qmp[0] ?? '';
    person.picks(/^Enter a Socket/);
    person.enters('', 'relative.qmp', 'host:port', file, ` ${socket} `, '', 'my machine');
    await executeCommand('domainbackup.addConnection');
    assert.deepEqual(
      person.remarks.map((remark) => remark.split(/[.:;]/)[0]),
      [
        'Enter a path, or host',
        'Enter the whole path, from / on',
        '"host',
        'There is something there, but it is no socket',
        '',
        'Enter a name',
        '',
      ],
    );
    assert.deepEqual(configured(), [{ name: 'my machine', socket }]);
  });

  it('warns of a socket that everybody may write to, on its row, when it is added, and before a backup', async () => {
    const socket = path.join(open, 'open.qmp');
    const extraArgs = ['-qmp', `unix:${socket},server=on,wait=off`];
    const disks = [{ ...disk, name: 'vda' }];
    const exposed = await bootMachine({ name: 'exposed', monitors: 1, disks, extraArgs });
    try {
      await chmod(socket, 0o777);
      person.picks(/^Enter a Socket/);
      person.enters(socket, 'exposed');
      await executeCommand('domainbackup.addConnection');
      const offer = person.offered.find(({ description }) => description === socket);
      assert.match(offer?.detail ?? '', /Every user of this host may write/);
      await waitForRow('connection', 'open to everybody', ({ description }) =>
        /open to everybody/.test(description),
      );
      assert.match(person.remarks[0] ?? '', /Every user of this host may write/);
      const target = path.join(folder, 'vda.backup');
      const text = `<domainbackup><disks><disk name='vda' type='file'><target file='${target}'/></disk></disks></domainbackup>`;
      await openFile(folder, 'one.domainbackup.xml', text);
      await executeCommand('domainbackup.start');
      const { detail } = await person.sees(/^Back up one disk/);
      assert.match(detail ?? '', /^Note: Every user of this host may write to this socket/m);
      await person.sees(/is complete/);
    } finally {
      await exposed.stop();
    }
  });

  it('takes out one connection after a question, and leaves what else stands in the setting', async () => {
    const [socket = '', second = ''] = machine.qmp;
    const kept = { name: 'b', socket: second, note: 'of another version' };
    const value = [{ name: 'a', socket }, kept];
    const settings = vscode.workspace.getConfiguration('domainbackup');
    await settings.update('connections', value, vscode.ConfigurationTarget.Global);
    const row = await waitForRow('connection', 'a', ({ label }) => label === 'a');
    await executeCommand('domainbackup.removeConnection', row.node);
    await person.sees(/Remove the connection "a"/);
    assert.deepEqual(configured(), [kept]);
  });

  it('never takes a socket from the settings of a workspace', async () => {
    const settings = vscode.workspace.getConfiguration('domainbackup');
    const value = [{ name: 'evil', socket: machine.qmp[0] }];
    await assert.rejects(
      async () => settings.update('connections', value, vscode.ConfigurationTarget.Workspace),
      /only into User settings|machine setting/i,
    );
    const [root] = vscode.workspace.workspaceFolders ?? [];
    const file = vscode.Uri.joinPath(root?.uri ?? vscode.Uri.file(folder), '.vscode/settings.json');
    const written = { 'domainbackup.connections': value, 'domainbackup.inlayHints.enabled': false };
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(JSON.stringify(written)));
    try {
      await waitFor('VS Code to have read them', () => {
        const hints = vscode.workspace.getConfiguration('domainbackup').inspect('inlayHints.enabled');
        return hints?.workspaceValue === false ? true : undefined;
      });
      await executeCommand('domainbackup.refresh');
      assert.deepEqual(await connectionRows(), []);
    } finally {
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(file, '..'), { recursive: true });
    }
  });

  it('says of a path that it is no socket, and names every entry of the setting that is of no use', async () => {
    const settings = vscode.workspace.getConfiguration('domainbackup');
    const value = [{ name: 'folder', socket: folder }, { name: 'half' }, { socket: '/run/other.qmp' }];
    await settings.update('connections', value, vscode.ConfigurationTarget.Global);
    await person.sees(/Entry 2 of .* Entry 3 of /);
    await executeCommand('domainbackup.refresh');
    await waitForRow('connection', 'no socket', ({ description }) => description === 'not a socket');
  });

  it('shows a machine that another program uses as such, and takes it by itself when it is free', async () => {
    await executeCommand('domainbackup.backups.focus');
    const [socket = ''] = machine.qmp;
    const other = await QmpClient.connect(parseQmpAddress(socket));
    try {
      await setConnections({ name: 'vm', socket });
      const row = await waitForRow('connection', 'busy', ({ abilities }) => /busy/.test(abilities));
      assert.equal(row.description, 'in use by another program');
      assert.ok((await other.execute('query-name', {})).name, 'its client noticed nothing');
    } finally {
      await other.close();
    }
    await waitForRow('connection', 'connected', ({ abilities }) => /connected/.test(abilities));
  });

  it('says of what is no QMP monitor what it does instead', async () => {
    await executeCommand('domainbackup.backups.focus');
    for (const [speaks, description, why] of [
      [false, 'closes the connection', /or what listens there is no QMP monitor/],
      [true, 'not a QMP monitor', /does not speak QMP/],
    ] as const) {
      const socket = path.join(folder, `other-${String(speaks)}`);
      const server = createServer((peer) => (speaks ? peer.write('SSH-2.0-other\r\n') : peer.destroy()));
      server.listen(socket);
      try {
        // What is waited for is the row of a name: that of the round before must not pass for this one.
        await setConnections({ name: description, socket });
        const row = await waitForRow('connection', 'failed', ({ abilities }) => /failed/.test(abilities));
        assert.equal(row.description, description);
        assert.match(row.tooltip, why);
      } finally {
        server.close();
      }
    }
  });

  it('sees a machine end and start again by itself, and at once when it is asked to', async () => {
    await executeCommand('domainbackup.backups.focus');
    const link = path.join(folder, 'vm.qmp');
    const first = await bootMachine({ name: 'first', disks: [] });
    try {
      await symlink(first.qmp[0] ?? '', link);
      await setConnections({ name: 'direct', socket: first.qmp[0] ?? '' });
      await waitForRow('connection', 'connected', ({ abilities }) => /connected/.test(abilities));
    } finally {
      await first.stop();
    }
    const gone = await waitForRow('connection', 'gone', ({ abilities }) => /refused|missing/.test(abilities));
    assert.match(gone.description, /^(not running|no such socket)$/);
    await setConnections({ name: 'vm', socket: link });
    await waitForRow('connection', 'missing', ({ abilities }) => /missing/.test(abilities));
    await rm(link);
    await symlink(machine.qmp[0] ?? '', link);
    const row = await waitForRow('connection', 'any', ({ label }) => label === 'vm');
    await executeCommand('domainbackup.reconnect', row.node);
    await waitForRow('connection', 'connected', ({ abilities }) => /connected/.test(abilities));
  });

  it("writes a new document of the machine's disks, with targets in the folder of choice", async () => {
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    person.choosesFolder(folder);
    await executeCommand('domainbackup.newBackup');
    const document = vscode.window.activeTextEditor?.document;
    assert.ok(document?.isUntitled);
    assert.equal(document.languageId, 'domainbackup');
    const { dialect, disks } = readDefinition(document.getText());
    assert.equal(dialect, 'libvirt');
    assert.ok(disks !== 'all');
    assert.deepEqual(
      disks.map((each) => [each.name, path.dirname(each.target.path ?? '')]),
      [['vda', folder]],
    );
    await waitForProblems(document, 0);
    await executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('opens the walkthrough at one of its steps', async () => {
    await executeCommand('domainbackup.walkthrough', 'connect');
    await waitFor('the walkthrough', () =>
      vscode.window.tabGroups.all.some(({ activeTab }) => /Welcome|Walkthrough/.test(activeTab?.label ?? ''))
        ? true
        : undefined,
    );
  });
});
