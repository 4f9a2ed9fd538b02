import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JobStore } from '../../client/store/jobStore';
import type { PastDisk } from '../../client/history/pastRun';
import type { VerifiedRun, VerifyCode } from '../../engine';
import { told } from '../../engine/backup/names/told';
import { past } from './support/pasts';

const disk = (name: string): PastDisk => ({
  disk: name,
  target: `/${name}`,
  format: 'qcow2',
  size: 1,
  outcome: 'completed',
});

/** A full backup of two disks, with an increment of each. */
function store(): JobStore {
  const made = new JobStore();
  const parent = { run: 'full', checkpoint: 'monday' };
  made.setHistory([
    past('of-vdb', { disks: [disk('vdb')], parent }),
    past('of-vda', { disks: [disk('vda')], parent }),
    past('full', { disks: [disk('vda'), disk('vdb')] }),
  ]);
  return made;
}

const damaged = (run: string, disks: string[], code: VerifyCode, name: string): VerifiedRun => ({
  run,
  verdict: 'damaged',
  disks,
  findings: [{ severity: 'error', code, disk: name, file: `/${name}`, ...told`${name} ${code}` }],
});
const sound = (run: string, disks: string[]): VerifiedRun => ({
  run,
  verdict: 'sound',
  disks,
  findings: [],
});

/** What marks each disk's row. */
function marks({ history }: JobStore): Record<string, (string | undefined)[]> {
  const runs = ['full', 'of-vda', 'of-vdb'];
  return Object.fromEntries(
    runs.map((run) => [run, history.find(run)?.disks.map(({ damage }) => damage?.kind) ?? []]),
  );
}

function kinds({ history }: JobStore): (string | undefined)[] {
  return ['full', 'of-vda', 'of-vdb'].map((run) => history.find(run)?.found?.kind);
}

test('damage of one disk marks what builds on that disk, and is not taken away by a look at another one', () => {
  const made = store();
  const note = (...runs: VerifiedRun[]): void =>
    made.found((verdicts, at) => verdicts.noteVerified(runs, at));
  note(damaged('full', ['vda', 'vdb'], 'target-changed', 'vdb'));
  assert.deepEqual(kinds(made), ['damaged', undefined, 'builds-on-damaged']);
  assert.deepEqual(marks(made), {
    full: [undefined, 'damaged'],
    'of-vda': [undefined],
    'of-vdb': ['builds-on-damaged'],
  });
  note(sound('full', ['vda']), sound('of-vda', ['vda']));
  assert.deepEqual(kinds(made), ['damaged', 'sound', 'builds-on-damaged']);
  note(sound('full', ['vdb']), sound('of-vdb', ['vdb']));
  assert.deepEqual(kinds(made), [undefined, 'sound', 'sound'], 'no single look saw all of the full one');
});

test('an increment that was found damaged for the sake of what it builds on is whole again with that', () => {
  const made = store();
  const full = damaged('full', ['vda'], 'target-changed', 'vda');
  const increment = damaged('of-vda', ['vda'], 'parent-damaged', 'vda');
  made.found((verdicts, at) => verdicts.noteVerified([increment, full], at));
  assert.deepEqual(kinds(made), ['damaged', 'builds-on-damaged', undefined]);
  made.found((verdicts, at) => verdicts.noteVerified([sound('full', ['vda', 'vdb'])], at));
  assert.deepEqual(kinds(made), ['sound', undefined, undefined]);
});

test('what a restore came upon stays when a later look could not read the file', () => {
  const made = store();
  made.found((verdicts, at) => verdicts.noteDamage({ run: 'full', disk: 'vda', message: 'changed' }, at));
  const denied = {
    ...damaged('full', ['vda', 'vdb'], 'target-denied', 'vda'),
    verdict: 'unverified' as const,
  };
  made.found((verdicts, at) => verdicts.noteVerified([denied], at));
  assert.deepEqual(kinds(made), ['damaged', 'builds-on-damaged', undefined]);
});
