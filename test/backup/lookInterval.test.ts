import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lookInterval } from '../../engine/backup/jobs/lookInterval';
import type { DiskProgress } from '../../engine/backup/model';

const MINUTE = 60_000;
/** What the setting says, in milliseconds. */
const SETTING = 500;

function disk(over: Partial<DiskProgress>): DiskProgress {
  return { disk: 'vda', job: 'j', target: '/t', state: 'running', current: 0, total: 1, ...over };
}

test('a backup is looked at as often as the setting says at its start and near its end, and seldom in a long middle', () => {
  const intervalOf = (elapsed: number, timeLeft?: number) =>
    lookInterval([disk(timeLeft === undefined ? {} : { timeLeft })], elapsed, SETTING);
  assert.equal(intervalOf(0), SETTING);
  assert.equal(intervalOf(5000, 3600), SETTING, 'people still watch');
  assert.equal(intervalOf(20_000, 3600), 1000, 'growing');
  assert.equal(intervalOf(10 * MINUTE, 3600), 2000, 'the longest');
  assert.equal(intervalOf(10 * MINUTE), 2000, 'also where nobody can tell how much is left');
  assert.equal(intervalOf(10 * MINUTE, 12), 1200, 'shrinking');
  assert.equal(intervalOf(10 * MINUTE, 3), SETTING);
});

test('of several disks the next one to end decides how often they are looked at, and none that has ended', () => {
  const disks = [disk({ timeLeft: 3600 }), disk({ timeLeft: 3 })];
  assert.equal(lookInterval(disks, 10 * MINUTE, SETTING), SETTING);
  const ended = [disk({ timeLeft: 3600 }), disk({ state: 'completed', timeLeft: 0 })];
  assert.equal(lookInterval(ended, 10 * MINUTE, SETTING), 2000);
});

test('a backup is never looked at more often than the setting says, be that seldomer than a long middle', () => {
  assert.equal(lookInterval([disk({ timeLeft: 3600 })], 10 * MINUTE, 10_000), 10_000);
  assert.equal(lookInterval([], 0, 10_000), 10_000);
});
