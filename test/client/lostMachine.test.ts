import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { bootMachine, type Machine } from '../../scripts/throwawayMachine.mjs';
import { endScene } from './support/endScene';
import { makeFolder, openFile, twoDisks } from './support/documents';
import { earlierWindow } from './support/earlier';
import { Person, setConnections, waitForRow } from './support/extension';
import { bootTwoDisks } from './support/machine';
import { waitFor } from './support/waitFor';

const { executeCommand } = vscode.commands;

describe('A backup whose QEMU is killed', () => {
  let folder: string;
  let machine: Machine;
  let next: Machine | undefined;
  let person: Person;

  beforeEach(async () => {
    folder = await makeFolder();
    machine = await bootTwoDisks('slow');
    person = new Person('confirms');
  });
  afterEach(() => endScene({ person, machine, folder }, () => next?.stop()));

  it('says so, names the files that stay, and tells when another QEMU answers in its place', async () => {
    const socket = machine.qmp[0] ?? '';
    await setConnections({ name: 'vm', socket });
    await openFile(folder, 'two.domainbackup.xml', twoDisks(folder));
    const ended = executeCommand('domainbackup.start');
    await waitForRow('disk', 'with something written', ({ description }) => /^[1-9]\d*%/.test(description));
    machine.kill('SIGKILL');
    const { message } = await person.sees(/^Nobody can tell how backup/);
    assert.match(
      message,
      /QEMU has ended.*2 partial files stay; the details name them\..*make it again; then those files may be deleted\.$/,
    );
    assert.doesNotMatch(message, /seen by itself/);
    await ended;
    const partial = (await readdir(folder)).filter((name) => name.endsWith('.partial'));
    assert.equal(partial.length, 2);

    const gone = await waitForRow('run', 'of unknown outcome', ({ abilities }) =>
      abilities.startsWith('run unknown'),
    );
    assert.match(gone.description, /^outcome unknown · QEMU went away · /);
    for (const name of partial)
      assert.ok(gone.tooltip.includes(`stays in ${path.join(folder, name)}`), gone.tooltip);
    for (const { abilities } of gone.children) assert.match(abilities, /\brevealable\b/);
    await executeCommand('domainbackup.showRunDetails', gone.node);
    await waitFor('the details', () => {
      const text = vscode.window.activeTextEditor?.document.getText() ?? '';
      return partial.every((name) => text.includes(name)) ? true : undefined;
    });

    next = await bootMachine({ disks: [], extraArgs: ['-qmp', `unix:${socket},server=on,wait=off`] });
    await executeCommand('domainbackup.refresh');
    const anew = await waitForRow('run', 'of another QEMU', ({ description }) =>
      description.startsWith('outcome unknown · another QEMU answers now'),
    );
    assert.match(anew.tooltip, /QEMU has ended\. The QEMU that answers now knows nothing of this backup/);
    assert.ok(anew.tooltip.includes(partial[0] ?? '-'), 'the files are named all the same');
  });

  it('after the window that followed it is settled by the next one, in its row and in History', async () => {
    const socket = machine.qmp[0] ?? '';
    const file = path.join(folder, 'two.domainbackup.xml');
    await writeFile(file, twoDisks(folder));
    const earlier = await earlierWindow(folder, 'start', file, '--qmp', socket, '--speed', '1M');
    const partial = await waitFor('the partial files', async () => {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.partial'));
      const sizes = await Promise.all(names.map(async (name) => stat(path.join(folder, name))));
      return names.length === 2 && sizes.every(({ blocks }) => blocks > 1024) ? names : undefined;
    });
    earlier.kill('SIGKILL');
    await once(earlier, 'close');
    machine.kill('SIGKILL');
    await machine.stop();
    await setConnections({ name: 'vm', socket });
    await executeCommand('domainbackup.refresh');
    const { message } = await person.sees(/^Nobody can tell how backup/);
    assert.match(message, /QEMU has ended.*2 partial files stay; the details name them/);
    for (const kind of ['run', 'past']) {
      const row = await waitForRow(
        kind,
        'of unknown outcome',
        ({ description, tooltip }) =>
          description.startsWith('outcome unknown') && tooltip.includes(partial[0] ?? '-'),
      );
      for (const name of partial)
        assert.ok(row.tooltip.includes(`stays in ${path.join(folder, name)}`), row.tooltip);
    }
  });
});
