import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { runAddress } from '../../client/documents/runAddress';
import { formatBytes } from '../../engine';
import type { Machine } from '../../scripts/throwawayMachine.mjs';
import { makeFolder, openFile, removeFolder, twoDisks } from './support/documents';
import { endAll } from './support/endAll';
import { earlierWindow, inEarlierWindow } from './support/earlier';
import { Person, setConnections, waitForRow, type Row } from './support/extension';
import { bootTwoDisks } from './support/machine';
import { waitFor } from './support/waitFor';

const { executeCommand } = vscode.commands;
const has =
  (...abilities: string[]) =>
  (row: Row) =>
    abilities.every((ability) => row.abilities.split(' ').includes(ability));

/** A document of one disk, in full or of what was written since a checkpoint. */
function oneDisk(target: string, since?: string): string {
  const incremental = since === undefined ? '' : `<incremental>${since}</incremental>`;
  return `<domainbackup>${incremental}<disks><disk name='vda' type='file'><target file='${target}'/></disk><disk name='vdb' backup='no'/></disks></domainbackup>`;
}

describe('What earlier windows have left', () => {
  let folder: string;
  let machine: Machine;
  let person: Person;

  beforeEach(async () => {
    folder = await makeFolder();
    // A name of its own: History is sorted by it.
    machine = await bootTwoDisks('fast', path.basename(folder));
    person = new Person('confirms');
  });
  afterEach(() =>
    endAll(
      () => person.leaves(),
      () => machine.stop(),
      // The row of a backup that goes on stays.
      () => setConnections(),
      () => removeFolder(folder),
    ),
  );

  /** Writes a document, and backs up as it says. */
  async function backUp(name: string, text: string, ...options: string[]): Promise<void> {
    const file = path.join(folder, name);
    await writeFile(file, text);
    await inEarlierWindow(folder, 'start', file, '--qmp', machine.qmp[1] ?? '', ...options);
  }

  it('goes on in this window as if it had been started here, and is settled at its end', async () => {
    const file = path.join(folder, 'two.domainbackup.xml');
    await writeFile(file, twoDisks(folder));
    const socket = machine.qmp[0] ?? '';
    const earlier = await earlierWindow(folder, 'start', file, '--qmp', socket, '--speed', '2M');
    await waitFor('the partial files', async () =>
      (await readdir(folder)).some((name) => name.endsWith('.partial')) ? true : undefined,
    );
    await setConnections({ name: 'vm', socket });
    await executeCommand('domainbackup.refresh');
    earlier.kill('SIGKILL');
    await once(earlier, 'close');
    const run = await waitFor('the run', async () => {
      await executeCommand('domainbackup.refresh');
      return waitForRow('run', 'followed', has('limitable', 'logged', 'documented'));
    });
    await waitForRow('disk', 'limited', ({ description }) => description.includes('limited to 2 MiB/s'));
    person.enters('0');
    await executeCommand('domainbackup.limitSpeed', run.node);
    await person.sees(/is complete/);
    await waitForRow('run', 'completed', has('completed'));
    const names = await readdir(folder);
    assert.ok(names.includes('vda.backup') && names.includes('vdb.backup'), names.join());
  });

  it('stands in History as chains, and is verified and restored from there', async () => {
    await backUp('full.xml', oneDisk(path.join(folder, 'full.qcow2')), '--checkpoint', 'monday');
    await backUp('more.xml', oneDisk(path.join(folder, 'more.qcow2'), 'monday'));
    await setConnections({ name: 'vm', socket: machine.qmp[1] ?? '' });
    await executeCommand('domainbackup.refresh');
    const full = await waitForRow('past', 'with its increment', ({ children }) => children.length === 2);
    const [disk, increment] = full.children;
    assert.match(full.description, /^full · \d/);
    const { blocks, size } = await stat(path.join(folder, 'full.qcow2'));
    assert.ok(size > 0);
    const taken = formatBytes(blocks * 512);
    assert.ok(full.description.includes(taken), `${full.description}: ${taken}`);
    assert.ok(full.tooltip.split('\n').includes(`In the folder ${folder}`), full.tooltip);
    assert.ok(full.tooltip.split('\n').includes(`${taken} on the storage`), full.tooltip);
    assert.match(disk?.description ?? '', /full\.qcow2$/);
    assert.match(increment?.description ?? '', /^incremental since monday · /);
    assert.ok(has('verifiable', 'restorable', 'documented')(full), full.abilities);

    await executeCommand('domainbackup.verify', increment?.node);
    await person.sees(/is sound/);

    person.picks(/^$/);
    await executeCommand('domainbackup.restore');
    const offered = person.offered.map(({ label, description, detail }) =>
      [label, description, detail].join('|'),
    );
    assert.deepEqual(offered, [
      `${full.label}|${full.description} · vm|vda · checkpoint monday · ${folder}`,
      `${increment?.label}|${increment?.description} · vm|vda · ${folder}`,
    ]);

    const to = path.join(folder, 'restored');
    await vscode.workspace.fs.createDirectory(vscode.Uri.file(to));
    person.picks('raw');
    person.choosesFolder(to);
    await executeCommand('domainbackup.restore', increment?.node);
    const { detail } = await person.sees(/^Restore backup/);
    assert.match(detail ?? '', /vda → .*vda\.raw, from 2 backups that build on each other/);
    await person.sees(/was restored to/);
    assert.deepEqual(await readdir(to), ['vda.raw']);

    await truncate(path.join(folder, 'full.qcow2'), 4096);
    await executeCommand('domainbackup.refresh');
    const short = await waitForRow('past', 'that lacks something', ({ description }) =>
      description.startsWith('cannot be restored · full'),
    );
    assert.match(short.tooltip, /^It cannot be restored as it is now: ".*full\.qcow2" has 4096 bytes/m);
    await executeCommand('domainbackup.verify', full.node);
    await person.sees(/is damaged/);
    await executeCommand('domainbackup.showRunDetails', full.node);
    await waitFor('the details', () =>
      /^Target .*full\.qcow2/m.test(vscode.window.activeTextEditor?.document.getText() ?? '')
        ? true
        : undefined,
    );
  });

  it('marks a backup that was found damaged, and what builds on it, until they are found sound', async () => {
    await backUp('full.xml', oneDisk(path.join(folder, 'full.qcow2')), '--checkpoint', 'monday');
    await backUp('one.xml', oneDisk(path.join(folder, 'one.qcow2'), 'monday'), '--checkpoint', 'tuesday');
    await backUp('two.xml', oneDisk(path.join(folder, 'two.qcow2'), 'tuesday'));
    await setConnections({ name: 'vm', socket: machine.qmp[1] ?? '' });
    await executeCommand('domainbackup.refresh');
    const chain = (what: string, condition: (row: Row) => boolean): Promise<Row> =>
      waitForRow('past', what, (row) => row.children.length === 3 && condition(row));
    const full = await chain('of three', ({ icon }) => icon === 'pass');
    const file = path.join(folder, 'full.qcow2');
    const whole = await readFile(file);
    const flipped = Buffer.from(whole);
    flipped.writeUInt8(flipped.readUInt8(flipped.length - 9) ^ 1, flipped.length - 9);
    const isMarked = (row: Row): boolean => {
      const increments = row.children.filter(({ node }) => node.kind === 'past');
      return (
        row.description.startsWith('damaged · full') &&
        [row, ...increments].every(({ icon }) => icon === 'warning') &&
        increments.every(({ description }) => description.startsWith('builds on a damaged backup · '))
      );
    };

    await writeFile(file, flipped);
    await executeCommand('domainbackup.verify', full.children[2]?.node);
    await person.sees(/is damaged/);
    const marked = await chain('that are marked', isMarked);
    assert.match(
      marked.tooltip,
      /^Found to be damaged at .*: Disk "vda" of run \S+ \(.*:.*\): ".*full\.qcow2" is no longer what was backed up/m,
    );
    assert.match(marked.spoken, /, completed, damaged, full/);
    const disk = marked.children.find(({ node }) => node.kind === 'past-disk');
    assert.deepEqual([disk?.label, disk?.icon], ['vda', 'warning']);
    assert.match(disk?.description ?? '', /^damaged · /);
    assert.match(disk?.tooltip ?? '', /^Found to be damaged at .*full\.qcow2" is no longer/m);
    assert.match(disk?.spoken ?? '', /^Disk vda, completed, damaged, /);
    assert.ok(full.node.kind === 'past' && full.children[2]?.node.kind === 'past');
    const { run, name } = full.children[2].node.past;
    const report = await vscode.workspace.openTextDocument(runAddress(run, name, 'report'));
    const found = `Run ${full.node.past.run} (${full.label}): damaged\n  Error: Disk "vda": "${file}" is no longer`;
    assert.ok(report.getText().includes(found), report.getText());
    const [, first] = marked.children;
    assert.match(
      first?.tooltip ?? '',
      /^A backup that it builds on was found to be damaged at .*full\.qcow2"/m,
    );
    assert.match(first?.spoken ?? '', /, builds on a damaged backup, /);

    await writeFile(file, whole);
    await executeCommand('domainbackup.verify', full.children[2]?.node);
    const sound = await chain('that are sound', ({ icon }) => icon === 'pass');
    assert.ok(sound.children.slice(1).every(({ icon }) => icon === 'pass'));
    assert.match(sound.tooltip, /^Verified at .*, and sound$/m);

    await writeFile(file, flipped);
    const to = path.join(folder, 'restored');
    await vscode.workspace.fs.createDirectory(vscode.Uri.file(to));
    person.picks('raw');
    person.choosesFolder(to);
    await executeCommand('domainbackup.restore', full.children[2]?.node);
    const { message } = await person.sees(/could not be restored/);
    assert.match(message, / disk "vda" of run \d\S+ \(/);
    assert.ok(message.includes(` (${full.label}): "${file}"`), message);
    await chain('that a restore has marked', isMarked);
    person.shown.splice(0);
    await executeCommand('domainbackup.restore', full.children[2]?.node);
    const { detail } = await person.sees(/^Restore backup/);
    assert.match(detail ?? '', /^A backup that it builds on was found to be damaged at .*full\.qcow2"/);
  });

  it('prunes only after showing what goes, and only that, and warns of increments of what is gone', async () => {
    await backUp('one.xml', oneDisk(path.join(folder, 'one.qcow2')), '--checkpoint', 'monday');
    await backUp('two.xml', oneDisk(path.join(folder, 'two.qcow2')), '--no-digest');
    await setConnections({ name: 'vm', socket: machine.qmp[1] ?? '' });
    await executeCommand('domainbackup.refresh');
    const history = await waitForRow('history', 'of two', ({ children }) => children.length === 2);
    person.enters('1', '0');
    await executeCommand('domainbackup.prune', history.node);
    await person.sees(
      /^Nothing to prune: .*\. Older backups stay because newer ones have no digests\. Verify/,
    );
    const [newest] = history.children;
    await executeCommand('domainbackup.verify', newest?.node);
    await person.sees(/is sound/);
    const images = async () => (await readdir(folder)).filter((name) => name.endsWith('.qcow2'));
    const kept = path.join(folder, 'two.qcow2');
    const whole = await readFile(kept);
    await writeFile(kept, Buffer.from(whole).fill(0xff, whole.length - 9));
    person.enters('1', '0');
    await executeCommand('domainbackup.prune', history.node);
    await person.sees(/^Nothing was removed: .* damaged.*two\.qcow2" is no longer what was backed up/);
    assert.deepEqual(await images(), ['one.qcow2', 'two.qcow2']);
    await waitForRow(
      'past',
      'that is damaged',
      ({ description, icon }) => description.startsWith('damaged · full') && icon === 'warning',
    );
    await writeFile(kept, whole);

    const impatient = new Person('confirms');
    impatient.stopsProgress();
    impatient.enters('1', '0');
    await executeCommand('domainbackup.prune', history.node);
    impatient.leaves();
    assert.deepEqual(await images(), ['one.qcow2', 'two.qcow2']);

    person.enters('1', '0');
    await executeCommand('domainbackup.prune', history.node);
    const { detail } = await person.sees(/^Remove 1 backup of vm for good\?/);
    assert.match(detail ?? '', /^That frees .*; 1 backup stays\.$/m);
    const [going = ''] = (detail ?? '').split('\n');
    assert.match(going, / · vm · full · \d.* · \//);
    assert.ok(going.endsWith(` · ${folder}`), going);
    assert.match(detail ?? '', /^Before, the backups that stay are verified \(.* to read\)/m);
    assert.match(detail ?? '', /^No incremental backup since these checkpoints .*: monday$/m);
    const left = await waitForRow('history', 'of one', ({ children }) => children.length === 1);
    assert.deepEqual(await images(), ['two.qcow2']);
    const monday = await waitForRow(
      'checkpoint',
      'that has lost its backup',
      ({ icon }) => icon === 'warning',
    );
    assert.match(monday.description, /^backup lost · /);
    assert.match(monday.tooltip, /^Its backup is not whole any more\. No manifest of it is in /m);
    person.enters('1', '0');
    await executeCommand('domainbackup.prune', left.node);
    await person.sees(/^Nothing to prune: by that, the only backup stays\.$/);

    await openFile(folder, 'next.domainbackup.xml', oneDisk(path.join(folder, 'next.qcow2'), 'monday'));
    await executeCommand('domainbackup.start');
    const { detail: warned } = await person.sees(/^Back up one disk/);
    assert.match(
      warned ?? '',
      /^Note: The backup that checkpoint "monday" was made with.* is not whole any more/m,
    );
    await person.sees(/is complete/);
  });

  it('is in History as soon as it has ended: it is verified there, and a prune counts it', async () => {
    await setConnections({ name: 'vm', socket: machine.qmp[1] ?? '' });
    await executeCommand('domainbackup.refresh');
    const backUpHere = async (name: string): Promise<void> => {
      await openFile(folder, `${name}.domainbackup.xml`, oneDisk(path.join(folder, `${name}.qcow2`)));
      await executeCommand('domainbackup.start');
      await waitForRow('past-disk', `of ${name}`, ({ description }) => description.includes(`${name}.qcow2`));
    };
    await backUpHere('one');
    // There is only this one to choose.
    await executeCommand('domainbackup.verify');
    await person.sees(/is sound/);
    await backUpHere('two');
    await waitFor('the digests of both', async () => {
      const manifests = (await readdir(folder)).filter((name) => /^[^.].*\.domainbackup\.json$/.test(name));
      const texts = await Promise.all(manifests.map((name) => readFile(path.join(folder, name), 'utf8')));
      return texts.filter((text) => text.includes('"sha256"')).length === 2 ? true : undefined;
    });
    const history = await waitForRow('history', 'of two', ({ children }) => children.length === 2);
    person.enters('1', '0');
    await executeCommand('domainbackup.prune', history.node);
    await person.sees(/^Remove 1 backup of vm for good\?/);
    await waitForRow('history', 'of one', ({ children }) => children.length === 1);
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.endsWith('.qcow2')),
      ['two.qcow2'],
    );
  });

  it('makes a checkpoint with a backup, shows it, and deletes it after a question', async () => {
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
