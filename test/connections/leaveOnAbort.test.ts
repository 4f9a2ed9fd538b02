import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leaveOnAbort } from '../../client/connections/leaveOnAbort';

const never = new Promise<never>(() => undefined);

test('what was waited for is handed over, be it a value or an error', async () => {
  const { signal } = new AbortController();
  assert.equal(await leaveOnAbort(Promise.resolve(7), signal), 7);
  await assert.rejects(leaveOnAbort(Promise.reject(new Error('failed')), signal), /failed/);
});

test('an abort ends the wait with its reason, also one that came before', async () => {
  const controller = new AbortController();
  const waiting = leaveOnAbort(never, controller.signal);
  controller.abort(new Error('closing'));
  await assert.rejects(waiting, /closing/);
  await assert.rejects(leaveOnAbort(never, controller.signal), /closing/);
});

test('what fails after it was left disturbs nobody', async () => {
  const controller = new AbortController();
  let fail: (error: Error) => void = () => undefined;
  const work = new Promise<never>((_, reject) => (fail = reject));
  const waiting = leaveOnAbort(work, controller.signal);
  controller.abort(new Error('closing'));
  await assert.rejects(waiting, /closing/);
  // An unhandled rejection would fail the test.
  fail(new Error('too late'));
  await new Promise(setImmediate);
});
