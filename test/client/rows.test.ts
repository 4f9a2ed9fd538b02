import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Machine } from '../../scripts/throwawayMachine.mjs';
import { makeFolder, openFile, removeFolder, twoDisks } from './support/documents';
import { Person, setConnections } from './support/extension';
import { bootTwoDisks } from './support/machine';

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

describe('A command of a row that is called without one', () => {
  let folder: string;
  let machine: Machine | undefined;
  let person: Person;

  beforeEach(async () => {
    folder = await makeFolder();
    person = new Person('dismisses');
  });
  afterEach(async () => {
    try {
      person.leaves();
      await setConnections();
    } finally {
      await machine?.stop();
      machine = undefined;
      await removeFolder(folder);
    }
  });

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
});
