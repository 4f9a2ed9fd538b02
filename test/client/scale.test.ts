import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { bootMachine, type Machine } from '../../scripts/throwawayMachine.mjs';
import { makeFolder, openFile, removeFolder } from './support/documents';
import { connectionRows, Person, setConnections, waitForRow } from './support/extension';
import { waitFor } from './support/waitFor';

const { executeCommand } = vscode.commands;

describe('Many machines, and many disks', () => {
  const names = Array.from({ length: 24 }, (_, index) => `vd${String.fromCodePoint(97 + index)}`);
  let folder: string;
  let machine: Machine;
  let person: Person;

  before(async () => {
    const disk = { format: 'qcow2', size: 1024 * 1024, data: 0 } as const;
    machine = await bootMachine({ disks: names.map((name) => ({ ...disk, name })) });
  });
  after(() => machine.stop());
  beforeEach(async () => {
    folder = await makeFolder();
    person = new Person('dismisses');
  });
  afterEach(async () => {
    person.leaves();
    await setConnections();
    await removeFolder(folder);
  });

  it('show each on a row of its own, with the state that it has, whatever the others do', async () => {
    const dead = Array.from({ length: 49 }, (_, index) => ({
      name: `dead ${index}`,
      socket: path.join(folder, `${index}.qmp`),
    }));
    await setConnections(...dead, { name: 'alive', socket: machine.qmp[0] ?? '' });
    await executeCommand('domainbackup.refresh');
    await waitForRow('connection', 'alive', ({ description }) => description.includes('24 disks'));
    const rows = await waitFor('the states of all', async () => {
      const all = await connectionRows();
      return all.some(({ abilities }) => abilities.includes('unseen')) ? undefined : all;
    });
    assert.equal(rows.length, 50);
    assert.equal(rows.filter(({ abilities }) => abilities.includes('missing')).length, 49);
    assert.equal(new Set(rows.map(({ id }) => id)).size, 50);
  });

  it('leave the question room: the first disks are named, and the rest is counted', async () => {
    await setConnections({ name: 'vm', socket: machine.qmp[0] ?? '' });
    const disks = names.map(
      (name) => `<disk name='${name}' type='file'><target file='${folder}/${name}.backup'/></disk>`,
    );
    const text = `<domainbackup><disks>${disks.join('')}</disks></domainbackup>`;
    await openFile(folder, 'many.domainbackup.xml', text);
    await executeCommand('domainbackup.start');
    const { detail = '' } = await person.sees(/^Back up 24 disks of the machine vm/);
    const lines = detail.split('\n');
    assert.equal(lines.filter((line) => /^vd. \(/.test(line)).length, 12);
    assert.ok(lines.includes('and 12 more, which the log names'), detail);
  });
});
