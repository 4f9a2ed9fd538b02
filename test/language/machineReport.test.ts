import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machineReport } from '../../client/language/machineReport';
import { JobStore, type ConnectionNode, type MachineSummary } from '../../client/store/jobStore';
import { past } from '../store/support/pasts';
import { snapshot } from '../store/support/snapshots';

const machineWith = (size: number): MachineSummary => ({
  version: '7.2.22',
  drives: [{ name: 'vda', size, access: 'writable' }],
  bitmaps: [],
  checkpoints: [],
});

/** The names of the machines whose disks are told for a document. */
function machinesTold(store: JobStore, run?: string): unknown {
  const report: { disks?: { machine: string }[] } | null = machineReport(store, run);
  return report?.disks?.map(({ machine }) => machine);
}

test('the disks of all machines are told, and for the document of a run those of its own machine alone', () => {
  const store = new JobStore();
  store.setConnections([
    { name: 'gamma', socket: '/gamma' },
    { name: 'alpha', socket: '/alpha' },
  ]);
  const [gamma, alpha] = store.connections as [ConnectionNode, ConnectionNode];
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
  assert.equal(machineReport(store, '3-other'), null);
});
