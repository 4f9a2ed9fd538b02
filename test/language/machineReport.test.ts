import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machineReport } from '../../client/language/machineReport';
import { JobStore } from '../../client/store/jobStore';
import type { ConnectionNode, MachineSummary } from '../../client/store/nodes';
import type { BitmapState, Checkpoint } from '../../engine';
import { past } from '../store/support/pasts';
import { snapshot } from '../store/support/snapshots';

const machineWith = (size: number): MachineSummary => ({
  version: '7.2.22',
  drives: [{ name: 'vda', size, access: 'writable' }],
  checkpoints: [],
});

const describe = ({ state }: Checkpoint, lost: string | undefined): string => lost ?? state;

/** Two connections, which nobody has looked at yet. */
function twoConnections() {
  const store = new JobStore();
  store.setConnections([
    { name: 'gamma', socket: '/gamma' },
    { name: 'alpha', socket: '/alpha' },
  ]);
  const [gamma, alpha] = store.connections as [ConnectionNode, ConnectionNode];
  return { store, gamma, alpha };
}

/** The names of the machines whose disks are told for a document. */
function machinesTold(store: JobStore, run?: string): unknown {
  const report: { disks?: { machine: string }[] } | null = machineReport(store, describe, run);
  return report?.disks?.map(({ machine }) => machine);
}

test('the disks of all machines are told, and for the document of a run those of its own machine alone', () => {
  const { store, gamma, alpha } = twoConnections();
  store.seen(gamma, machineWith(2 ** 30), []);
  store.seen(alpha, machineWith(2 ** 31), []);
  const { snapshot: going } = store.addRun(alpha, snapshot('1-going'));
  store.setHistory([
    past('2-past', { machine: { version: '', socket: '/alpha' } }),
    past('3-other', { machine: { version: '', socket: '/elsewhere' } }),
  ]);
  assert.deepEqual(machinesTold(store), ['gamma', 'alpha']);
  assert.deepEqual(machinesTold(store, going.run), ['alpha']);
  assert.deepEqual(machinesTold(store, '2-past'), ['alpha']);
  // No connection leads to its machine, so nothing that is known is about it.
  assert.equal(machineReport(store, describe, '3-other'), null);
});

test('how many machines there are is told with those that nobody has seen, and for the document of a run one', () => {
  const { store, gamma, alpha } = twoConnections();
  store.seen(gamma, machineWith(2 ** 30), []);
  store.notSeen(alpha, { kind: 'missing', message: '' });
  const { snapshot: going } = store.addRun(gamma, snapshot('1-going'));
  const told = (run?: string): number | undefined =>
    (machineReport(store, describe, run) as { machines: number } | null)?.machines;
  assert.equal(told(), 2);
  assert.equal(told(going.run), 1);
});

/** A checkpoint with a bitmap of each state on a disk of its own: `vda`, `vdb` and so on. */
function checkpoint(
  name: string,
  day: number | 'another program',
  ...states: [BitmapState, ...BitmapState[]]
): Checkpoint {
  const disks = states.map((state, index) => ({
    disk: `vd${'abc'[index]}`,
    node: 'node',
    bitmap: `bitmap of ${name}`,
    dirty: 0,
    state,
    inUse: 'no' as const,
    access: 'writable' as const,
  }));
  const made =
    day === 'another program'
      ? { madeBy: day }
      : { madeBy: 'domainbackup' as const, run: `2026110${day}-000000-aaaa`, madeAt: day };
  return { name, ...made, state: states.find((state) => state !== 'consistent') ?? 'consistent', disks };
}

test('of checkpoints only those are told that an increment can start from, by their names and the newest first', () => {
  const { store, gamma, alpha } = twoConnections();
  const checkpoints = [
    checkpoint('monday', 1, 'consistent'),
    checkpoint('wednesday', 3, 'consistent', 'inconsistent'),
    checkpoint('thursday', 4, 'stopped', 'below-snapshot'),
    checkpoint("libvirt's", 'another program', 'consistent'),
  ];
  store.seen(gamma, { ...machineWith(2 ** 30), checkpoints }, []);
  store.seen(alpha, { ...machineWith(2 ** 30), checkpoints: [checkpoint('tuesday', 2, 'consistent')] }, []);
  store.setLostBackups(gamma, new Map([['20261101-000000-aaaa', 'lost']]));
  const report: { checkpoints?: object[] } | null = machineReport(store, describe);
  assert.deepEqual(report?.checkpoints, [
    { name: 'wednesday', detail: 'inconsistent', disks: ['vda'], machine: 'gamma' },
    { name: 'tuesday', detail: 'consistent', disks: ['vda'], machine: 'alpha' },
    { name: 'monday', detail: 'lost', disks: ['vda'], machine: 'gamma' },
  ]);
});
