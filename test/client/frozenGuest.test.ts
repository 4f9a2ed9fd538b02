import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { fakeAgent } from '../guestAgent/fakeAgent';
import { openFile } from './support/documents';
import { endAll } from '../support/endAll';
import { setConnections, waitForRow } from './support/extension';
import { oneDisk, setScene } from './support/pastBackups';
import { waitFor } from './support/waitFor';

const { executeCommand } = vscode.commands;

describe('A guest whose agent the settings name', () => {
  const scene = setScene();
  const endings: (() => unknown)[] = [];
  afterEach(() => endAll(...endings.splice(0)));

  it('is frozen while its backup starts, and the log tells for how long', async () => {
    const { folder, machine, person } = scene;
    const agent = await fakeAgent({ after: (end) => endings.push(end as () => unknown) });
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '', guestAgent: agent.socket });
    await openFile(folder, 'one.domainbackup.xml', oneDisk(path.join(folder, 'one.qcow2')));
    await executeCommand('domainbackup.start');
    await person.sees(/is complete/);
    const changes = agent.asked.filter((command) => command !== 'status');
    assert.deepEqual([agent.state, changes], ['thawed', ['freeze', 'thaw']]);
    const run = await waitForRow('run', 'completed', ({ abilities }) => /^run completed\b/.test(abilities));
    await executeCommand('domainbackup.showRunLog', run.node);
    await waitFor('the log', () => {
      const text = vscode.window.activeTextEditor?.document.getText() ?? '';
      return /2 file systems of the guest were frozen for \d+ ms\./.test(text) ? true : undefined;
    });
  });
});
