import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { bootMachine, type Machine } from '../../scripts/throwawayMachine.mjs';
import { endScene } from './support/endScene';
import { makeFolder, openFile, removeFolder } from './support/documents';
import { Drawings } from './support/drawings';
import { endAll } from '../support/endAll';
import { connectionRows, ownTree, Person, setConnections, waitForRow } from './support/extension';
import { bootLargeMachine, limitSpeed, startLargeBackup } from './support/largeBackup';
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
  afterEach(() => endScene({ person, folder }));

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

describe('A backup of 200 disks beside 50 connections', () => {
  let folder: string;
  let machine: Machine;
  let person: Person;
  beforeEach(async () => {
    person = new Person('confirms');
    folder = await makeFolder();
    machine = await bootLargeMachine();
    await startLargeBackup(machine, folder, person);
  });
  afterEach(() =>
    endAll(
      () => machine.stop(),
      () => person.leaves(),
      () => limitSpeed(undefined),
      () => setConnections(),
      () => removeFolder(folder),
    ),
  );

  it('has VS Code draw its own rows as it goes on, and not those of the others', async () => {
    await counted(async (drawings) => {
      await runIsDrawn(drawings);
      const before = { changes: drawings.changes.length, drawn: drawings.drawn.length };
      const start = performance.now();
      await waitFor('ten more', () => (drawings.changes.length >= before.changes + 10 ? true : undefined));
      const took = performance.now() - start;
      const changes = drawings.changes.slice(before.changes);
      assert.ok(
        changes.length <= took / 500 + 2,
        `${changes.length} changes in ${took} ms: two a second at most`,
      );
      const drawn = drawings.drawn.slice(before.drawn);
      const whole = changes.filter((kinds) => kinds === 'all').length;
      assert.ok(whole <= 1, 'a look that has begun before the backup may end later; the 49 draw nothing');
      assert.ok(changes.every((kinds) => kinds === 'all' || kinds.join() === 'run'));
      const count = (kind: string): number => drawn.filter((one) => one === kind).length;
      assert.ok(count('disk') > 0);
      // All have come further at each change, and are drawn once for it. What came before may be drawn with the first.
      assert.ok(count('disk') <= (changes.length + 1) * 200, `${count('disk')} disks`);
      assert.ok(count('connection') <= (whole + 1) * 50, `${count('connection')} connections`);
    });
  });

  it('has VS Code read none of its disks while the view is hidden', async () => {
    await counted(async (drawings) => {
      // Until then the view opens the machine's row, which a person does not see.
      await runIsDrawn(drawings);
      await executeCommand('workbench.view.explorer');
      await waitFor('some changes of which no disk was read', async () => {
        const before = { opened: drawings.opened.length, drawn: drawings.drawn.length };
        const { length } = drawings.changes;
        await waitFor('changes', () => (drawings.changes.length >= length + 3 ? true : undefined));
        if (drawings.opened.length > before.opened) return undefined;
        // VS Code asks for the row that has changed even then, and for that alone.
        assert.ok(drawings.drawn.slice(before.drawn).every((kind) => kind === 'run'));
        return true;
      });
    });
  });
});

async function runIsDrawn({ opened }: Drawings): Promise<void> {
  await waitFor('a drawing of the run', () => (opened.includes('run') ? true : undefined));
}

async function counted(work: (drawings: Drawings) => Promise<void>): Promise<void> {
  const drawings = new Drawings(await ownTree());
  try {
    await work(drawings);
  } finally {
    drawings.dispose();
  }
}
