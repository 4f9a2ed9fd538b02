import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finish } from '../../engine/document/task';
import { strictProblems } from '../../engine/document/xml/strict';

test('what of a text is blanked before it is read strictly costs no copy of the text for each place', () => {
  const tag = `<a ${'b="c" '.repeat(50)}/>`;
  const text = `<r>${tag.repeat(5000)}</r>`;
  const crowded = Array.from({ length: 5000 }, (_, index) => {
    const start = '<r>'.length + index * tag.length + '<a '.length;
    return { start, end: start + 'b="c" '.length * 50 };
  });
  const started = process.cpuUsage();
  // Of the same attribute fifty times, which a strict reader would complain about, nothing is left.
  assert.deepEqual(finish(strictProblems(text, crowded)), []);
  const { user, system } = process.cpuUsage(started);
  assert.ok(user + system < 1e6, `${(user + system) / 1e6} s`);
});
