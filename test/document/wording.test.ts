import assert from 'node:assert/strict';
import { test } from 'node:test';
import { say, translated } from '../../engine/document/wording';

test('a wording has its parts in their places, in another order, too, and leaves every other brace alone', () => {
  const wording = say('{ a {0} b {1} {c} {2} {} {0 } 0}', 'x', 'y');
  assert.equal(wording.message, '{ a x b y {c} {2} {} {0 } 0}');
  assert.equal(
    translated(wording, () => '{{1}} {0}{'),
    '{y} x{',
  );
});

test('a wording can have more than ten parts', () => {
  const parts = Array.from({ length: 12 }, (_, index) => `p${index}`);
  assert.equal(say('{1} {10} {11}', ...parts).message, 'p1 p10 p11');
});
