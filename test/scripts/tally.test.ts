import assert from 'node:assert/strict';
import test from 'node:test';
import { Tally, testCounter } from '../../scripts/lib/tally.mjs';

type Result = Parameters<ReturnType<typeof testCounter>>[0];

/** The tally of one file's results, given in the order in which node:test reports them. */
function tallyOf(...results: Partial<Result>[]): Tally {
  const tally = new Tally();
  const count = testCounter(tally);
  for (const result of results) {
    count({ name: 'a test', nesting: 0, file: 'a.test.ts', outcome: 'passed', kind: 'test', ...result });
  }
  return tally;
}

test('only tests that hold no other test count as passed', () => {
  const tally = tallyOf({ nesting: 2 }, { nesting: 2 }, { nesting: 1 }, { kind: 'suite' }, { name: 'alone' });
  assert.equal(tally.summary, '3 passed, 0 failed');
});

test('a failure counts once, where it happened', () => {
  const tally = tallyOf(
    { nesting: 1, name: 'inner', outcome: 'failed' },
    { name: 'around', outcome: 'failed inside' },
  );
  assert.deepEqual(tally.failures, ['a.test.ts: inner']);
});

test('a suite whose hook fails counts as failed beside its passed tests', () => {
  const tally = tallyOf({ nesting: 1 }, { name: 'the suite', kind: 'suite', outcome: 'failed' });
  assert.equal(tally.summary, '1 passed, 1 failed');
});

test('a skipped test and one still to be written count as failed, with the reason', () => {
  const tally = tallyOf({ excuse: 'skipped: no time' }, { name: 'another', excuse: 'todo' });
  assert.deepEqual(tally.failures, [
    'a.test.ts: a test (did not run: skipped: no time)',
    'a.test.ts: another (did not run: todo)',
  ]);
});

test('a file that ran no test, or ended early with status 0, counts as failed', () => {
  assert.deepEqual(tallyOf({ name: 'a.test.ts' }).failures, [
    'a.test.ts holds no test, or ended before its first one did',
  ]);
  assert.equal(tallyOf({ name: 'a.test.ts', kind: 'suite' }).summary, '0 passed, 1 failed');
});

test('a file that is a suite counts as what its tests are', () => {
  assert.equal(tallyOf({ nesting: 1 }, { name: 'a.test.ts', kind: 'suite' }).summary, '1 passed, 0 failed');
});

test('a file that does not load counts as failed', () => {
  assert.deepEqual(tallyOf({ name: 'a.test.ts', outcome: 'failed' }).failures, [
    'a.test.ts ended with an error outside its tests',
  ]);
});

test('a failure says why, and where, without the whole of a long comparison', () => {
  const message = Array.from({ length: 20 }, (_, index) => `line ${index + 1}`).join('\n');
  const [failure = ''] = tallyOf({ name: 'long', outcome: 'failed', error: new Error(message) }).failures;
  assert.match(failure, /^a\.test\.ts: long\n {6}line 1\n[^]*\n {6}line 12\n {6}at .*tally\.test/);
  assert.doesNotMatch(failure, /line 13/);
});
