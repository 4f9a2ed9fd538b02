import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Machine } from '../../scripts/throwawayMachine.mjs';
import { relayTo, type Relay } from '../machine/relay';
import { endScene } from './support/endScene';
import { makeFolder, openFile, twoDisks } from './support/documents';
import { earlierWindow } from './support/earlier';
import { Person, setConnections, waitForRow, type Row } from './support/extension';
import { bootTwoDisks } from './support/machine';
import { waitFor } from './support/waitFor';

const { executeCommand } = vscode.commands;
const has = (ability: string) => (row: Row) => row.abilities.split(' ').includes(ability);
const file = 'two.domainbackup.xml';

describe('A backup whose connection is lost', () => {
  let folder: string;
  let machine: Machine;
  let relay: Relay;
  let person: Person;

  beforeEach(async () => {
    folder = await makeFolder();
    machine = await bootTwoDisks();
    relay = await relayTo(machine.qmp[0] ?? '', path.join(folder, 'relay.qmp'));
    person = new Person('confirms');
  });
  afterEach(() => endScene({ person, machine, folder }, () => relay.close()));

  /** Loses the connection, and makes sure that the window goes on with one session, and writes down what it does. */
  async function goesOn(run: Row): Promise<void> {
    relay.cut();
    await waitFor('another session', () => (relay.clients === 1 ? true : undefined));
    await executeCommand('domainbackup.refresh');
    const machineRow = await waitForRow('connection', 'of the test', () => true);
    assert.ok(has('connected')(machineRow), machineRow.description);
    assert.equal(relay.clients, 1, 'all users in the window share one session');
    person.enters('0');
    await executeCommand('domainbackup.limitSpeed', run.node);
    await person.sees(/is complete/);
    await executeCommand('domainbackup.showRunLog', run.node);
    await waitFor('the log', () => {
      const text = vscode.window.activeTextEditor?.document.getText() ?? '';
      return /QEMU does not answer[^]*QEMU answers again[^]*\[sent\] block-job-set-speed [^]*Outcome: completed/.test(
        text,
      )
        ? true
        : undefined;
    });
  }

  it('that was started here goes on in the one session of the window, and in its log', async () => {
    const settings = vscode.workspace.getConfiguration('domainbackup.backup');
    await settings.update('speed', '2M', vscode.ConfigurationTarget.Global);
    try {
      await setConnections({ name: 'vm', socket: relay.socket });
      await openFile(folder, file, twoDisks(folder));
      const ended = executeCommand('domainbackup.start');
      const run = await waitForRow('run', 'running', has('limitable'));
      await goesOn(run);
      await ended;
    } finally {
      await settings.update('speed', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('that an earlier window has left goes on in the one session of this one, and in its log', async () => {
    await writeFile(path.join(folder, file), twoDisks(folder));
    const options = ['--qmp', machine.qmp[1] ?? '', '--speed', '2M'];
    const earlier = await earlierWindow(folder, 'start', path.join(folder, file), ...options);
    await waitFor('the partial files', async () =>
      (await readdir(folder)).some((name) => name.endsWith('.partial')) ? true : undefined,
    );
    await setConnections({ name: 'vm', socket: relay.socket });
    await executeCommand('domainbackup.refresh');
    await waitForRow('run', "another program's", () => true);
    earlier.kill('SIGKILL');
    await once(earlier, 'close');
    await executeCommand('domainbackup.refresh');
    const run = await waitForRow(
      'run',
      'followed',
      (row) => has('limitable')(row) && !row.tooltip.includes('Started by another program'),
    );
    await goesOn(run);
  });
});
