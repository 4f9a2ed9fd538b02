import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inSteps } from '../../client/inSteps';
import type { Steps } from '../../engine';

/** Work of so many steps, each of which takes longer than a turn of it may. */
function* longSteps(count: number): Steps<string> {
  for (let step = 0; step < count; step += 1) {
    const end = performance.now() + 25;
    while (performance.now() < end);
    yield;
  }
  return 'done';
}

test('all else has its turn while work goes on that pauses', async () => {
  let turns = 0;
  const turn = (): void => {
    turns += 1;
    next = setImmediate(turn);
  };
  let next = setImmediate(turn);
  assert.equal(await inSteps(longSteps(8)), 'done');
  clearImmediate(next);
  assert.ok(turns >= 8, `${turns}`);
});

test('work that pauses is given up by its signal, and has no more steps then', async () => {
  const stop = new AbortController();
  let steps = 0;
  function* endless(): Steps<never> {
    for (;;) {
      yield* longSteps(1);
      steps += 1;
    }
  }
  const working = inSteps(endless(), stop.signal);
  setImmediate(() => stop.abort(new Error('enough')));
  await assert.rejects(working, /enough/);
  const done = steps;
  await new Promise(setImmediate);
  assert.equal(steps, done);
});

test('what work throws is thrown', async () => {
  // oxlint-disable-next-line require-yield
  function* failing(): Steps<never> {
    throw new Error('broken');
  }
  await assert.rejects(inSteps(failing()), /broken/);
});
