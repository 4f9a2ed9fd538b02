import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { runAddress } from '../../client/documents/runAddress';
import { setConnections, waitForRow, type Row } from './support/extension';
import { oneDisk, setScene } from './support/pastBackups';

const { executeCommand } = vscode.commands;

describe('A damaged backup', () => {
  const scene = setScene();

  it('is marked, with what builds on it, until it is found sound', async () => {
    const { folder, machine, person, backUp } = scene;
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
    const { message: said } = await person.sees(/cannot be relied on/);
    assert.ok(full.node.kind === 'past');
    const top = full.children[2]?.label ?? '';
    assert.ok(
      said.startsWith(
        `Backup "${top}" cannot be relied on: no damage was found in its own files, but in what it builds on, "${full.label}"`,
      ),
      said,
    );
    assert.ok(said.includes(`full.qcow2" is no longer what was backed up`), said);
    assert.match(said, /make a full backup; Restore… gives what is left of this one\.$/);
    const marked = await chain('that are marked', isMarked);
    const where = `: Disk "vda" of run "${full.label}": "${file}" is no longer what was backed up`;
    assert.match(marked.tooltip, /^Found to be damaged at /m);
    assert.ok(marked.tooltip.includes(where), marked.tooltip);
    assert.match(marked.spoken, /, completed, damaged, full/);
    const disk = marked.children.find(({ node }) => node.kind === 'past-disk');
    assert.deepEqual([disk?.label, disk?.icon], ['vda', 'warning']);
    assert.match(disk?.description ?? '', /^damaged · /);
    assert.match(disk?.tooltip ?? '', /^Found to be damaged at .*full\.qcow2" is no longer/m);
    assert.match(disk?.spoken ?? '', /^Disk vda, completed, damaged, /);
    assert.ok(full.node.kind === 'past' && full.children[2]?.node.kind === 'past');
    const { run, name } = full.children[2].node.past;
    const report = await vscode.workspace.openTextDocument(runAddress(run, name, 'report'));
    const found = `Run ${full.node.past.run}, "${full.label}": damaged\n  Error: Disk "vda": "${file}" is no longer`;
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
    assert.ok(message.includes(` disk "vda" of run "${full.label}": "${file}"`), message);
    await chain('that a restore has marked', isMarked);
    person.shown.splice(0);
    await executeCommand('domainbackup.restore', full.children[2]?.node);
    const { detail } = await person.sees(/^Restore backup/);
    assert.match(detail ?? '', /^A backup that it builds on was found to be damaged at .*full\.qcow2"/);
  });

  it('is restored as it is now only where a person accepts that, and is told of what is damaged', async () => {
    const { folder, machine, person, backUp } = scene;
    const file = path.join(folder, 'vda.raw');
    const document = `<domainbackup><disks><disk name='vda' type='file'><target file='${file}'/><driver type='raw'/></disk><disk name='vdb' type='file'><target file='${folder}/vdb.qcow2'/></disk></disks></domainbackup>`;
    await backUp('both.xml', document);
    await setConnections({ name: 'vm', socket: machine.qmp[1] ?? '' });
    await executeCommand('domainbackup.refresh');
    const row = await waitForRow('past', 'of both', ({ icon }) => icon === 'pass');
    const whole = await readFile(file);
    const to = path.join(folder, 'restored');
    await mkdir(to);
    person.picks('raw');
    person.choosesFolder(to);
    const restored = () => readdir(to);

    // Its bytes: that is found while it is read.
    const changed = Buffer.from(whole);
    changed.writeUInt8(changed.readUInt8(9) ^ 1, 9);
    await writeFile(file, changed);
    await executeCommand('domainbackup.restore', row.node);
    await person.sees(
      /could not be restored\. It is damaged: disk "vda".* is no longer what was backed up\. Restore another one, or/,
    );
    assert.ok(!person.shown.some(({ message }) => /although/.test(message)), 'nobody has asked for it');
    person.presses('Restore Anyway…');
    await executeCommand('domainbackup.restore', row.node);
    const { detail } = await person.sees(/^Restore backup ".*" although it is damaged\?$/);
    assert.match(detail ?? '', /^What is damaged is copied as it is now: .*Check them before/);
    assert.match(detail ?? '', /^vda → .*vda\.raw$/m);
    const { message } = await person.sees(/^What is left of backup/);
    assert.match(
      message,
      /was restored to .*\. Damaged: disk "vda" of run .*vda\.raw" is no longer what was backed up\.$/,
    );
    assert.deepEqual(await restored(), ['vda.raw', 'vdb.raw']);
    assert.ok((await readFile(path.join(to, 'vda.raw'))).equals(changed), 'as it is now');

    // Its length: that is seen before.
    await Promise.all((await restored()).map((name) => rm(path.join(to, name))));
    person.shown.splice(0);
    await truncate(file, 1024 * 1024);
    await executeCommand('domainbackup.restore', row.node);
    await person.sees(/vda\.raw" has 1048576 bytes/);
    await person.sees(/although it is damaged/);
    await person.sees(/^What is left of backup/);
    assert.deepEqual(await restored(), ['vda.raw', 'vdb.raw']);

    // Its file: only the other disk is left.
    await Promise.all((await restored()).map((name) => rm(path.join(to, name))));
    person.shown.splice(0);
    await rm(file);
    await executeCommand('domainbackup.restore', row.node);
    const asked = await person.sees(/although it is damaged/);
    assert.match(asked.detail ?? '', /^vda is not restored: .*vda\.raw"/m);
    const told = await person.sees(/^What is left of backup/);
    assert.match(told.message, / vda is not restored: /);
    assert.deepEqual(await restored(), ['vdb.raw']);

    // Nothing at all is left.
    person.shown.splice(0);
    await rm(path.join(folder, 'vdb.qcow2'));
    await executeCommand('domainbackup.restore', row.node);
    assert.ok(!person.shown.some(({ message: text }) => /although/.test(text)));
  });

  it('is restored from a copy that is sound, and marked', async () => {
    const { folder, machine, person, backUp } = scene;
    const first = path.join(folder, 'first');
    const second = path.join(folder, 'second');
    await mkdir(first);
    await backUp('full.xml', oneDisk(path.join(first, 'vda.qcow2')));
    await cp(first, second, { recursive: true });
    const file = path.join(first, 'vda.qcow2');
    const bytes = await readFile(file);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 9) ^ 1, bytes.length - 9);
    await writeFile(file, bytes);
    const settings = vscode.workspace.getConfiguration('domainbackup');
    await settings.update('history.folders', [second], vscode.ConfigurationTarget.Global);
    try {
      await setConnections({ name: 'vm', socket: machine.qmp[1] ?? '' });
      await executeCommand('domainbackup.refresh');
      const row = await waitForRow('past', 'of one disk', ({ icon }) => icon === 'pass');
      const to = path.join(folder, 'restored');
      await mkdir(to);
      person.picks('qcow2');
      person.choosesFolder(to);
      await executeCommand('domainbackup.restore', row.node);
      const { message } = await person.sees(/was restored to/);
      assert.match(
        message,
        /\. A copy was read in place of a file: Disk "vda" .*vda\.qcow2" is no longer what was backed up; its copy ".*vda\.qcow2" is as it was written, and was read in its place\.$/,
      );
      assert.deepEqual(await readdir(to), ['vda.qcow2']);
      await waitForRow('past', 'that is marked', ({ icon }) => icon === 'warning');
    } finally {
      await settings.update('history.folders', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
