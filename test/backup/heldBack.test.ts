import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeldBack } from '../../engine/backup/jobs/heldBack';

const MIB = 1024 * 1024;

/** What is said at each reading, as seconds and MiB; each verdict that repeats the one before it is left out. */
function verdicts(limit: number, readings: Iterable<readonly [seconds: number, mib: number]>): boolean[] {
  const heldBack = new HeldBack();
  const said: boolean[] = [];
  for (const [seconds, mib] of readings) {
    heldBack.add(seconds * 1000, mib * MIB);
    const verdict = heldBack.by(limit * MIB);
    if (verdict !== said.at(-1)) said.push(verdict);
  }
  return said;
}

/** Looks four times a second at a job that moves by whole MiB. */
function* steadily(mibPerSecond: number, seconds = 30): Generator<[number, number]> {
  for (let time = 0; time <= seconds; time += 0.25) yield [time, Math.floor(time * mibPerSecond)];
}

test('a job that its limit holds back is said to be, once and for good, though it moves by whole chunks', () => {
  for (const limit of [1, 2, 3, 8, 64]) assert.deepEqual(verdicts(limit, steadily(limit)), [false, true]);
  // As QEMU 7.2 did it, which looked like "running" in between.
  const seen = [
    [0, 1],
    [1.0, 2],
    [1.5, 2],
    [2.1, 3],
    [2.9, 3],
    [3.1, 4],
    [4.1, 5],
    [5.2, 6],
    [6.3, 7],
    [7.3, 8],
    [8.1, 9],
  ] as const;
  assert.deepEqual(verdicts(1, seen), [false, true]);
});

test('a job whose storage is slower than its limit is not said to be held back by that', () => {
  for (const share of [0.25, 0.5, 0.7]) assert.deepEqual(verdicts(8, steadily(8 * share)), [false]);
});

test('a job whose storage is hardly slower than its limit does not change between the two', () => {
  for (const share of [0.75, 0.8, 0.9]) assert.ok(verdicts(8, steadily(8 * share)).length <= 2, `${share}`);
});

test('a job whose storage slows down is no longer held back by its limit, and is again when that is quick', () => {
  const readings: [number, number][] = [];
  for (let time = 0, done = 0; time < 60; time += 0.25) {
    readings.push([time, done]);
    done += (time >= 20 && time < 40 ? 2 : 8) / 4;
  }
  assert.deepEqual(verdicts(8, readings), [false, true, false, true]);
});
