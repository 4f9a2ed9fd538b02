import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { formatBytes } from '../../engine';
import { commandLine } from './support/commandLine';
import { openFile } from './support/documents';
import { setConnections, waitForRow, type Row } from './support/extension';
import { has, oneDisk, setScene } from './support/pastBackups';
import { waitFor } from './support/waitFor';

const { executeCommand } = vscode.commands;

describe('Past backups', () => {
  const scene = setScene();

  it('stand in History as chains, and are verified and restored from there', async () => {
    const { folder, machine, person, backUp } = scene;
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
      `${increment?.label}|${increment?.description} · vm|vda · builds on ${full.label} · ${folder}`,
      `${full.label}|${full.description} · vm|vda · checkpoint monday · ${folder}`,
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

  it('are in History as soon as they have ended: they are verified there, and a prune counts them', async () => {
    const { folder, machine, person } = scene;
    await setConnections({ name: 'vm', socket: machine.qmp[1] ?? '' });
    await executeCommand('domainbackup.refresh');
    const backUpHere = async (name: string): Promise<void> => {
      const target = path.join(folder, `${name}.qcow2`);
      await openFile(folder, `${name}.domainbackup.xml`, oneDisk(target));
      await executeCommand('domainbackup.start');
      await waitForRow('past-disk', `of ${name}`, ({ description }) => description.endsWith(target));
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

  it('of the command line show by themselves while somebody looks, also where no machine is connected', async () => {
    const { folder, machine, backUp } = scene;
    // History looks into the folders that windows have backed up to.
    await backUp('zero.xml', oneDisk(path.join(folder, 'zero.qcow2')));
    await executeCommand('domainbackup.backups.focus');
    await executeCommand('domainbackup.refresh');
    const isIn = (name: string) => (row: Row) => row.description.endsWith(path.join(folder, name));
    await waitForRow('past-disk', 'of the earlier window', isIn('zero.qcow2'));
    const file = path.join(folder, 'one.xml');
    await writeFile(file, oneDisk(path.join(folder, 'one.qcow2')));
    // With its own records, which are not there before its first backup.
    const child = commandLine(['start', file, '--qmp', machine.qmp[0] ?? '']);
    assert.deepEqual(await once(child, 'close'), [0, null]);
    await waitForRow('past-disk', 'of the command line', isIn('one.qcow2'));
  });
});
