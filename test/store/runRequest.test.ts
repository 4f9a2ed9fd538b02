import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunSnapshot } from '../../engine';
import { abilitiesOf } from '../../client/store/abilities';
import { JobStore } from '../../client/store/jobStore';
import type { RunNode } from '../../client/store/nodes';
import { conditionOf, diskConditionOf } from '../../client/store/runCondition';
import { isDone, type RunRequest } from '../../client/store/runRequest';
import { disk, snapshot } from './support/snapshots';

/** A machine with one backup of two disks. */
function going(...states: ('running' | 'pausing' | 'paused' | 'waiting' | 'out-of-space')[]): {
  store: JobStore;
  run: RunNode;
} {
  const store = new JobStore();
  store.setConnections([{ name: 'alpha', socket: '/alpha' }]);
  const disks = states.map((state, index) => disk(`vd${index}`, { state }));
  return { store, run: store.addRun(store.connections[0]!, snapshot('1-run', { disks })) };
}

test('a pause is told at once, and offered no more, until QEMU has paused every disk', () => {
  const { store, run } = going('running', 'waiting');
  store.ask(run, 'pause');
  assert.equal(conditionOf(run).condition, 'pausing');
  assert.deepEqual(run.disks.map(diskConditionOf), ['pausing', 'waiting']);
  assert.ok(!abilitiesOf(run).includes('pausable'));
  store.runChanged(run, snapshot('1-run'));
  assert.equal(conditionOf(run).condition, 'pausing', 'QEMU says "running" for a moment longer');
  store.runChanged(run, snapshot('1-run', { disks: [disk('vd0', { state: 'pausing' })] }));
  assert.equal(conditionOf(run).condition, 'pausing');
  assert.deepEqual(
    abilitiesOf(run).filter((ability) => ability.endsWith('able')),
    ['cancelable', 'resumable', 'limitable'],
  );
  store.runChanged(run, snapshot('1-run', { state: 'paused', disks: [disk('vd0', { state: 'paused' })] }));
  assert.equal(conditionOf(run).condition, 'paused');
});

test('a cancel is told at once, and nothing else is offered from then on', () => {
  const { store, run } = going('paused');
  store.ask(run, 'cancel');
  assert.equal(conditionOf(run).condition, 'cancelling');
  assert.deepEqual(run.disks.map(diskConditionOf), ['cancelling']);
  assert.deepEqual(
    abilitiesOf(run).filter((ability) => ability.endsWith('able')),
    [],
  );
});

test('what was asked for and refused is as if it had not been asked for', () => {
  const { store, run } = going('running');
  store.ask(run, 'pause');
  store.ask(run, 'cancel');
  store.forgetRequest(run, 'pause');
  assert.equal(conditionOf(run).condition, 'cancelling', 'a later request stands');
  store.forgetRequest(run, 'cancel');
  assert.equal(conditionOf(run).condition, 'running');
});

test('a request is done when the disks show it, or when the run has ended', () => {
  const of = (request: RunRequest, state: Parameters<typeof going>[0]): boolean =>
    isDone(request, 'awaited', going(state).run.snapshot);
  assert.equal(of('resume', 'paused'), false);
  assert.equal(of('resume', 'running'), true);
  assert.equal(of('retry', 'out-of-space'), false);
  assert.equal(of('retry', 'running'), true);
  assert.equal(of('cancel', 'running'), false);
  for (const request of ['pause', 'resume', 'retry', 'cancel'] as const)
    assert.equal(isDone(request, 'awaited', snapshot('1-run', { state: 'failed' })), true, request);
});

test('a retry that has met the same error again before anybody looked is offered anew, once QEMU has answered it', () => {
  const { store, run } = going('out-of-space');
  const full = (more: Partial<RunSnapshot> = {}) =>
    snapshot('1-run', { disks: [disk('vd0', { state: 'out-of-space' })], ...more });
  store.ask(run, 'retry');
  store.runChanged(run, full());
  assert.equal(conditionOf(run).condition, 'retrying', 'QEMU has not answered yet');
  store.answered(run, 'retry');
  store.runChanged(run, full({ contact: { kind: 'silent', since: 0 } }));
  assert.ok(!abilitiesOf(run).includes('retryable'), 'that was no look');
  store.runChanged(run, full());
  assert.equal(conditionOf(run).condition, 'out-of-space');
  assert.ok(abilitiesOf(run).includes('retryable'));
  store.ask(run, 'retry');
  store.runChanged(run, full());
  assert.equal(conditionOf(run).condition, 'retrying', 'the next request waits for an answer of its own');
});
