import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Machine } from '../../scripts/throwawayMachine.mjs';
import { filesIn } from '../backup/filesIn';
import { endScene } from './support/endScene';
import { makeFolder, openFile, twoDisks } from './support/documents';
import { Person, setConnections, waitForRow } from './support/extension';
import { bootTwoDisks } from './support/machine';

describe('Partial files that are to be kept', () => {
  let folder: string;
  let machine: Machine | undefined;
  let person: Person | undefined;

  beforeEach(async () => {
    folder = await makeFolder();
  });
  afterEach(() => endScene({ person, machine, folder }));

  it('are named by a cancelled backup, and shown from its disks', async () => {
    const settings = vscode.workspace.getConfiguration('domainbackup.backup');
    await settings.update('partialFiles', 'keep', vscode.ConfigurationTarget.Global);
    try {
      machine = await bootTwoDisks('slow');
      await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
      await openFile(folder, 'two.domainbackup.xml', twoDisks(folder));
      person = new Person('confirms');
      const ended = vscode.commands.executeCommand('domainbackup.start');
      const run = await waitForRow('run', 'running', ({ abilities }) => /\bcancelable\b/.test(abilities));
      await vscode.commands.executeCommand('domainbackup.cancel', run.node);
      await person.sees(/was cancelled\. 2 partial files stay; the details name them\./);
      await ended;
      const row = await waitForRow('run', 'cancelled', ({ abilities }) => /^run cancelled\b/.test(abilities));
      const files = (await filesIn(folder)).filter((name) => name.endsWith('.partial'));
      assert.equal(files.length, 2);
      for (const name of files) {
        const line = `what it wrote so far stays in ${path.join(folder, name)}`;
        assert.ok(row.tooltip.includes(line), row.tooltip);
        assert.ok(
          row.children.some(
            ({ tooltip, abilities }) => tooltip.includes(line) && /\brevealable\b/.test(abilities),
          ),
        );
      }
    } finally {
      await settings.update('partialFiles', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
