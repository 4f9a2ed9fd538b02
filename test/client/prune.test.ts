import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { DAY, idOf, NOW, write } from '../archive/written';
import { openFile } from './support/documents';
import { Person, setConnections, waitForRow } from './support/extension';
import { oneDisk, setScene } from './support/pastBackups';

const { executeCommand } = vscode.commands;

describe('A prune', () => {
  const scene = setScene();

  it('removes only what it has shown, and warns of increments of what is gone', async () => {
    const { folder, machine, person, backUp } = scene;
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
    assert.match(detail ?? '', /^That frees .*\.\n1 backup stays\.$/m);
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

  it('tells apart what can be restored, what cannot, and what is no backup, the newest first', async () => {
    const { folder, machine, person, backUp } = scene;
    const failed = {
      run: idOf(Date.now() - DAY, 1),
      machine: path.basename(folder),
      age: NOW - Date.now() + DAY,
    };
    await write(folder, { ...failed, outcome: 'failed' });
    for (const name of ['one', 'two', 'three'])
      await backUp(`${name}.xml`, oneDisk(path.join(folder, `${name}.qcow2`)));
    for (const name of ['one', 'three']) await rm(path.join(folder, `${name}.qcow2`));
    await setConnections({ name: 'vm', socket: machine.qmp[1] ?? '' });
    await executeCommand('domainbackup.refresh');
    const history = await waitForRow('history', 'of four', ({ children }) => children.length === 4);
    const [three] = history.children;
    person.enters('1', '0');
    await executeCommand('domainbackup.prune', history.node);
    const { detail = '' } = await person.sees(/^Remove 2 backups of vm for good\?/);
    const [tally, one, none, frees, stays, broken] = (detail ?? '').split('\n');
    assert.equal(
      tally,
      'What goes: can be restored: 0; damaged, or cannot be restored: 1; did not complete, or nobody knows whether it did: 1.',
    );
    assert.match(one ?? '', / · vm · cannot be restored · full · /);
    assert.match(none ?? '', / · vm · failed · full · /);
    assert.match(frees ?? '', /^That frees /);
    assert.equal(stays, 'What stays: can be restored: 1; damaged, or cannot be restored: 1.');
    assert.ok(broken?.startsWith(three?.label ?? '?') && broken.endsWith(' · cannot be restored'), broken);
    await waitForRow('history', 'of two', ({ children }) => children.length === 2);
  });
});
