import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paceOf } from '../../client/store/runCondition';
import { disk, snapshot } from './support/snapshots';

const moving = snapshot('r1', { rate: 1024, timeLeft: 36 });

test('a backup that moves tells its rate and the time left', () => {
  const { rate, timeLeft } = paceOf({ snapshot: moving });
  assert.deepEqual([rate, timeLeft], [1024, 36]);
});

test('no time left is told of a backup that does not move, whatever was seen last', () => {
  for (const still of [
    { ...moving, contact: { kind: 'silent', since: 0 } as const },
    { ...moving, state: 'paused' as const },
    { ...moving, disks: [disk('vda', { state: 'out-of-space' })] },
  ])
    assert.deepEqual(paceOf({ snapshot: still }), {});
});
