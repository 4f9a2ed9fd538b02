import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stopwatch } from './stopwatch';

test('the clock that answers are held to counts what they wait for, where no processor is used', () => {
  const time = stopwatch();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  const took = time();
  // It may be kept waiting once it is woken up, which does not count.
  assert.ok(took > 290, `${took} ms`);
});
