import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Machine } from '../../scripts/throwawayMachine.mjs';
import { makeFolder, openFile, removeFolder, twoDisks } from './support/documents';
import { endAll } from '../support/endAll';
import { connectionRows, Person, runsOf, setConnections, waitForRow, type Row } from './support/extension';
import { bootTwoDisks, speedLimits } from './support/machine';
import { waitFor } from './support/waitFor';

const has = (ability: string) => (row: Row) => row.abilities.split(' ').includes(ability);

const mebibyte = 1024 * 1024;

/** Sets the speed limit that backups start with. */
async function configure(speed: string | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('domainbackup.backup');
  await settings.update('speed', speed, vscode.ConfigurationTarget.Global);
}

describe('Controlling a backup', () => {
  let folder: string;
  let machine: Machine;
  let person: Person;
  let ended: Thenable<unknown>;
  let run: Row;

  beforeEach(async () => {
    folder = await makeFolder();
    machine = await bootTwoDisks();
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    await openFile(folder, 'two.domainbackup.xml', twoDisks(folder));
    person = new Person('confirms');
    // From the start: QEMU reads 64 MiB ahead of a limit that comes later.
    await configure('4M');
    ended = vscode.commands.executeCommand('domainbackup.start');
    run = await waitForRow('run', 'pausable', has('pausable'));
  });
  afterEach(() =>
    endAll(
      () => vscode.commands.executeCommand('domainbackup.cancel', run.node),
      // Without its machine a backup ends, whatever has become of it.
      () => machine.stop(),
      () => ended,
      () => person.leaves(),
      () => configure(undefined),
      // The row of a backup that goes on stays.
      () => setConnections(),
      () => removeFolder(folder),
    ),
  );

  it('pauses it and lets it go on, by what its row can do at the moment', async () => {
    await vscode.commands.executeCommand('domainbackup.pause', run.node);
    const paused = await waitForRow('run', 'paused', has('paused'));
    assert.ok(has('resumable')(paused) && !has('pausable')(paused), paused.abilities);
    assert.match(paused.description, /^\d+% · paused$/);
    assert.match(paused.spoken, /^Backup .*, paused, \d+ percent$/);
    await vscode.commands.executeCommand('domainbackup.resume', run.node);
    await waitForRow('run', 'running again', has('pausable'));
  });

  it('says that it is pausing until QEMU has done so, and offers no second pause meanwhile', async () => {
    // What is under way at such a limit takes QEMU a while to finish.
    const done = vscode.commands.executeCommand('domainbackup.pause', run.node);
    const pausing = await waitForRow('run', 'pausing', ({ description }) => /pausing…/.test(description));
    assert.match(pausing.description, /^\d+% · pausing…/);
    assert.match(pausing.spoken, /, pausing…, \d+ percent$/);
    assert.ok(!has('pausable')(pausing) && has('cancelable')(pausing), pausing.abilities);
    assert.ok(
      pausing.children.some(({ description }) => /pausing…/.test(description)),
      'its disks say so, too',
    );
    await done;
    await waitFor('its pause', async () => {
      const [now] = runsOf((await connectionRows())[0]);
      assert.ok(now);
      if (has('paused')(now)) return true;
      assert.match(now.description, /pausing…/, 'it says so until QEMU has done it');
      return undefined;
    });
    await vscode.commands.executeCommand('domainbackup.resume', run.node);
  });

  it('says at once that it is cancelled, whatever QEMU finishes first', async () => {
    await vscode.commands.executeCommand('domainbackup.pause', run.node);
    const cancelled = vscode.commands.executeCommand('domainbackup.cancel', run.node);
    await delay(0);
    const [now] = runsOf((await connectionRows())[0]);
    assert.match(now?.description ?? '', /cancelling…/);
    assert.ok(!has('cancelable')(now!) && !has('pausable')(now!), now!.abilities);
    await cancelled;
    await ended;
  });

  it('limits its speed', async () => {
    person.enters('fast');
    await vscode.commands.executeCommand('domainbackup.limitSpeed', run.node);
    assert.deepEqual(
      await speedLimits(machine),
      [4 * mebibyte, 4 * mebibyte],
      'what is no speed is not taken',
    );
    person.enters('128K');
    await vscode.commands.executeCommand('domainbackup.limitSpeed', run.node);
    assert.deepEqual(await speedLimits(machine), [128 * 1024, 128 * 1024]);
    const disk = await waitForRow('disk', 'limited', ({ description }) =>
      description.includes('limited to 128 KiB/s'),
    );
    assert.match(disk.tooltip, /^Limited to 128 KiB\/s$/m);
  });

  it('shows its log, its details and the document it was started from, read-only', async () => {
    await vscode.commands.executeCommand('domainbackup.showRunLog', run.node);
    const log = await shown(/\.log$/, /\[sent\] transaction /);
    assert.match(log, /\[received\] transaction/);
    assert.match(log, /\[event\] JOB_STATUS_CHANGE/);
    assert.match(log, /\[info\] vda: running, \d+ of \d+ bytes/);
    await vscode.commands.executeCommand('domainbackup.showRunDetails', run.node);
    const details = await shown(/\.txt$/, /^vdb\n---\nrunning/m);
    assert.match(details, /^Source .*vda\.qcow2$/m);
    assert.match(details, /^Target .*vda\.backup \(qcow2\)$/m);
    assert.match(details, /^Written to .*\.partial until the backup is complete$/m);
    assert.match(details, /^Block job domainbackup\./m);
    await vscode.commands.executeCommand('domainbackup.openRunDocument', run.node);
    assert.equal(await shown(/\.domainbackup\.xml$/, /./), twoDisks(folder));
    assert.equal(vscode.window.activeTextEditor?.document.languageId, 'domainbackup');
  });

  it('keeps the log open in an editor up to date until the outcome, after which nothing is said to be written', async () => {
    await vscode.commands.executeCommand('domainbackup.showRunLog', run.node);
    await shown(/\.log$/, /transaction/);
    await vscode.commands.executeCommand('domainbackup.cancel', run.node);
    await ended;
    await shown(/\.log$/, /\[sent\] job-cancel[^]*Outcome: cancelled\n.* {2}vda → .*: cancelled/);
    await vscode.commands.executeCommand('domainbackup.showRunDetails', run.node);
    const details = await shown(/\.txt$/, /^vdb\n---\ncancelled/m);
    assert.doesNotMatch(details, /until the backup is complete/);
  });
});

/** Waits until the active editor shows a run's page with such a text. */
async function shown(name: RegExp, text: RegExp): Promise<string> {
  return waitFor(`a page ${name} with ${text}`, () => {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.uri.scheme !== 'domainbackup-run' || !name.test(document.uri.path)) return undefined;
    const content = document.getText();
    return text.test(content) ? content : undefined;
  });
}
