import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atEnd } from './atEnd';

test('what a test has begun is ended in that order, and all of it also where one end fails, which is told', async () => {
  const hooks: (() => unknown)[] = [];
  const t = { after: (hook: unknown) => void hooks.push(hook as () => unknown) };
  const ended: string[] = [];
  atEnd(t, () => ended.push('first'));
  atEnd(t, () => Promise.reject(new Error('no end')));
  atEnd(t, () => ended.push('last'));
  assert.equal(hooks.length, 1);
  await assert.rejects(async () => hooks[0]?.(), /^Error: no end$/);
  assert.deepEqual(ended, ['first', 'last']);
});
