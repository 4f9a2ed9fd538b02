import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { openFile } from './support/documents';
import { setConnections, waitForRow } from './support/extension';
import { has, oneDisk, setScene } from './support/pastBackups';
import { waitFor } from './support/waitFor';

const { executeCommand } = vscode.commands;

describe('A checkpoint', () => {
  const scene = setScene();

  it('is made with a backup, shown, and deleted after a question', async () => {
    const { folder, machine, person } = scene;
    await setConnections({ name: 'vm', socket: machine.qmp[1] ?? '' });
    await openFile(folder, 'full.domainbackup.xml', oneDisk(path.join(folder, 'full.qcow2')));
    person.enters('last monday', 'monday');
    await executeCommand('domainbackup.startWithCheckpoint');
    assert.deepEqual(person.remarks.splice(0), ['Use letters, digits, "_", "-" and "." only.', '']);
    const { detail } = await person.sees(/^Back up one disk/);
    assert.match(detail ?? '', /^Makes the checkpoint monday$/m);
    await person.sees(/is complete/);
    await executeCommand('domainbackup.refresh');
    const checkpoint = await waitForRow('checkpoint', 'monday', ({ label }) => label === 'monday');
    assert.match(checkpoint.description, /^0 B changed since/);
    assert.ok(has('deletable')(checkpoint), checkpoint.abilities);
    await executeCommand('domainbackup.deleteCheckpoint', checkpoint.node);
    await person.sees(/^Delete checkpoint "monday" of vm\?/);
    await waitFor('no checkpoint', async () => {
      const rows = await waitForRow('connection', 'vm', () => true);
      return rows.children.some(({ node }) => node.kind === 'checkpoints') ? undefined : true;
    });
    await rm(path.join(folder, 'full.qcow2'));
  });
});
