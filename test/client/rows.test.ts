import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Machine } from '../../scripts/throwawayMachine.mjs';
import { endScene } from './support/endScene';
import { makeFolder, openFile, twoDisks } from './support/documents';
import { connectionRows, distrust, Person, runsOf, setConnections, waitForRow } from './support/extension';
import { bootTwoDisks } from './support/machine';
import { waitFor } from './support/waitFor';

const { executeCommand } = vscode.commands;

const ofRows = [
  'cancel',
  'pause',
  'resume',
  'retry',
  'limitSpeed',
  'showRunLog',
  'showRunDetails',
  'openRunDocument',
  'revealTarget',
  'verify',
  'restore',
  'stopWork',
  'prune',
  'deleteCheckpoint',
  'removeConnection',
  'reconnect',
  'newBackup',
].map((name) => `domainbackup.${name}`);

/** Every command that the manifest has for trusted workspaces alone. */
function trustedCommands(): string[] {
  const manifest = vscode.extensions.getExtension('domainbackup.domainbackup')?.packageJSON as {
    contributes: { commands: { command: string; enablement?: string }[] };
  };
  return manifest.contributes.commands
    .filter(({ enablement }) => enablement === 'isWorkspaceTrusted')
    .map(({ command }) => command);
}

describe('A command of a row that is called without one', () => {
  let folder: string;
  let machine: Machine | undefined;
  let person: Person;

  beforeEach(async () => {
    folder = await makeFolder();
    person = new Person('dismisses');
  });
  afterEach(() => endScene({ person, machine, folder }));

  it('asks, or says that there is nothing to do it with, whatever a key gives it', async () => {
    person.picks('nothing');
    person.enters();
    for (const command of ofRows) {
      for (const argument of [undefined, {}, 'a text', { kind: 'none' }])
        await executeCommand(command, argument);
    }
    await person.sees(/^Retry: there is nothing at the moment to do that with/);
  });

  it('works on the backup that is picked, also on a past one, which names its machine', async () => {
    // A name of its own: History is sorted by it.
    machine = await bootTwoDisks('fast', path.basename(folder));
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    person.leaves();
    person = new Person('confirms');
    for (const name of ['first', 'second']) {
      await openFile(folder, `${name}.domainbackup.xml`, twoDisks(path.join(folder, name)));
      await vscode.workspace.fs.createDirectory(vscode.Uri.file(path.join(folder, name)));
      const seen = person.shown.length;
      await executeCommand('domainbackup.start');
      assert.match(
        person.shown
          .slice(seen)
          .map(({ message }) => message)
          .join('\n'),
        /is complete/,
      );
    }
    person.picks(/./);
    await executeCommand('domainbackup.showRunDetails');
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /^Target .*second\/vda\.backup/m);
    assert.ok(person.offered.length >= 2);
    await executeCommand('domainbackup.verify');
    await person.sees(/is sound/);
    assert.ok(
      person.offered.every(({ description }) => description !== undefined && description.length > 0),
      person.offered.map(({ label, description }) => `${label}: ${description}`).join('\n'),
    );
  });

  it('shows a target, stops a verification that was asked for, and shows the log and the settings', async () => {
    machine = await bootTwoDisks('fast', path.basename(folder));
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    person.leaves();
    person = new Person('confirms');
    await openFile(folder, 'two.domainbackup.xml', twoDisks(folder));
    await executeCommand('domainbackup.start');
    await person.sees(/is complete/);
    const disk = await waitForRow('disk', 'revealable', ({ abilities }) => /revealable/.test(abilities));
    await executeCommand('domainbackup.revealTarget', disk.node);
    // On a desktop the folder opens; elsewhere people are told the path, with ways to it.
    if (vscode.env.uiKind === vscode.UIKind.Web) await person.sees(/vda\.backup$/);
    const run = runsOf((await connectionRows())[0])[0]?.node;
    assert.ok(run?.kind === 'run');
    // The next one makes room for it in History.
    await setConnections();
    await executeCommand('domainbackup.refresh');
    const past = await waitForRow(
      'past',
      'the backup',
      ({ node }) => node.kind === 'past' && node.past.run === run.snapshot.run,
    );
    const verified = executeCommand('domainbackup.verify', past.node);
    await waitForRow('past', 'stoppable', ({ abilities }) => /stoppable/.test(abilities));
    await executeCommand('domainbackup.stopWork', past.node);
    await verified;
    await waitForRow('past', 'verifiable again', ({ abilities }) => /verifiable/.test(abilities));
    assert.deepEqual(
      person.shown.filter(({ message }) => /is sound|damaged/.test(message)),
      [],
    );
    await executeCommand('domainbackup.showLog');
    await waitFor('the log', () =>
      vscode.workspace.textDocuments.some(
        ({ uri, languageId }) => uri.scheme === 'output' && languageId === 'log',
      )
        ? true
        : undefined,
    );
    await executeCommand('domainbackup.openSettings');
    await waitFor('the settings', () =>
      vscode.window.tabGroups.activeTabGroup.activeTab?.label === 'Settings' ? true : undefined,
    );
  });

  it('does nothing in an untrusted workspace, whoever calls it', async () => {
    machine = await bootTwoDisks();
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    await executeCommand('domainbackup.refresh');
    const { node } = await waitForRow('connection', 'connected', ({ abilities }) =>
      /connected/.test(abilities),
    );
    assert.ok(node.kind === 'connection');
    const { state } = node;
    await openFile(folder, 'two.domainbackup.xml', twoDisks(folder));
    const restore = distrust();
    try {
      for (const command of trustedCommands()) {
        const before = person.shown.length;
        await executeCommand(command);
        await executeCommand(command, node);
        const said = person.shown.slice(before).map(({ message }) => message);
        assert.deepEqual(new Set(said), new Set(['This needs a trusted workspace.']), command);
      }
    } finally {
      restore();
    }
    assert.equal(node.state, state, 'the machine was left alone');
    assert.deepEqual((await readdir(folder)).toSorted(), ['two.domainbackup.xml']);
  });
});
