import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstLines } from '../../client/reporting/firstLines';

test('of more things than a dialog has room for the first are named, the rest counted, and none is lost', () => {
  const all = Array.from({ length: 200 }, (_, index) => `disk ${index}`);
  const rest: string[] = [];
  const more = (count: number): string => `and ${count} more`;
  const take = (line: string): void => void rest.push(line);
  const shown = firstLines(all, more, take);
  assert.equal(shown.length, 13);
  assert.equal(shown.at(-1), 'and 188 more');
  assert.deepEqual([...shown.slice(0, -1), ...rest], all);
  rest.length = 0;
  assert.deepEqual(firstLines(all.slice(0, 12), more, take), all.slice(0, 12));
  assert.deepEqual(rest, []);
});
