import assert from 'node:assert/strict';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { bootMachine, type Machine } from '../../scripts/throwawayMachine.mjs';
import { makeFolder, openFile, removeFolder } from './support/documents';
import { connectionRows, Person, readTree, setConnections, waitForRow } from './support/extension';
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

/** Two hundred disks of one machine, on a bus that has room for them; nothing is stored of them. */
function manyDisks(count: number): { args: string[]; names: string[] } {
  const names = Array.from({ length: count }, (_, index) => `sd${index}`);
  const args = names.flatMap((name, index) => [
    '-blockdev',
    `null-co,node-name=${name},size=67108864,read-zeroes=on`,
    '-device',
    `scsi-hd,drive=${name},bus=many.0,scsi-id=${index},id=scsi-${name}`,
  ]);
  return { args: ['-device', 'virtio-scsi-pci,id=many', ...args], names };
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

describe('A backup of 200 disks beside 50 connections', () => {
  let folder: string;
  let machine: Machine;
  let person: Person;
  const { args, names } = manyDisks(200);
  const settings = (): vscode.WorkspaceConfiguration =>
    vscode.workspace.getConfiguration('domainbackup.backup');

  beforeEach(async () => {
    folder = await makeFolder();
    machine = await bootMachine({ disks: [], extraArgs: args });
    person = new Person('confirms');
    await settings().update('speed', '1M', vscode.ConfigurationTarget.Global);
  });
  afterEach(async () => {
    person.leaves();
    await settings().update('speed', undefined, vscode.ConfigurationTarget.Global);
    await setConnections();
    await machine.stop();
    await removeFolder(folder);
  });

  it('leaves the window time for other things, while all of it is drawn again and again', async () => {
    const dead = Array.from({ length: 49 }, (_, index) => ({
      name: `dead ${index}`,
      socket: path.join(folder, `${index}.qmp`),
    }));
    await setConnections({ name: 'many', socket: machine.qmp[0] ?? '' }, ...dead);
    const disks = names.map(
      (name) =>
        `<disk name='${name}' type='file'><target file='${folder}/${name}'/><driver type='raw'/></disk>`,
    );
    const text = `<domainbackup><disks>${disks.join('')}</disks></domainbackup>`;
    await openFile(folder, 'many.domainbackup.xml', text);
    person.picks('many');
    const ended = executeCommand('domainbackup.start');
    const run = await waitForRow('run', 'running', ({ children }) => children.length === 200);
    const lag = monitorEventLoopDelay({ resolution: 5 });
    lag.enable();
    const reads: number[] = [];
    for (let sample = 0; sample < 20; sample++) {
      const begin = performance.now();
      await readTree();
      reads.push(performance.now() - begin);
      await delay(200);
    }
    lag.disable();
    const ms = (nanoseconds: number): string => `${(nanoseconds / 1e6).toFixed(1)} ms`;
    console.log(
      `    a whole tree of 250 rows: ${median(reads).toFixed(1)} ms; the event loop is late by ` +
        `${ms(lag.percentile(50))} (median), ${ms(lag.percentile(99))} (99 %), ${ms(lag.max)} (at most)`,
    );
    assert.ok(median(reads) < 100, `${median(reads)} ms for the tree`);
    assert.ok(lag.percentile(50) < 50e6, `late by ${ms(lag.percentile(50))}`);
    await executeCommand('domainbackup.cancel', run.node);
    await person.sees(/was cancelled/);
    await ended;
  });
});
