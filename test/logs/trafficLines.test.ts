import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { QmpTraffic } from '../../engine';
import { TrafficLines } from '../../client/logs/trafficLines';

const asked = (id: number): QmpTraffic[] => [
  { kind: 'sent', id, command: 'query-jobs', arguments: {} },
  { kind: 'returned', id, command: 'query-jobs', value: [id] },
];

function linesOf(messages: QmpTraffic[]): { lines: string[]; summary: string | undefined } {
  const traffic = new TrafficLines();
  const lines = messages.map((message) => traffic.take(message)).filter((line) => line !== undefined);
  return { lines, summary: traffic.summary() };
}

test('a question is shown with its answer once, and counted from then on', () => {
  const { lines, summary } = linesOf([...asked(1), ...asked(2), ...asked(3)]);
  assert.deepEqual(lines, ['[sent] query-jobs {}', '[received] query-jobs: [1]']);
  assert.equal(summary, '[sent] in between, not shown: query-jobs 2 times');
});

test('every command that does something, every refusal and every event is shown', () => {
  const { lines, summary } = linesOf([
    { kind: 'sent', id: 1, command: 'job-cancel', arguments: { id: 'a' } },
    { kind: 'event', name: 'JOB_STATUS_CHANGE', data: { id: 'a', status: 'aborting' } },
    { kind: 'refused', id: 1, command: 'job-cancel', class: 'GenericError', desc: 'Job\nnot found' },
    { kind: 'sent', id: 2, command: 'job-cancel', arguments: { id: 'b' } },
    { kind: 'returned', id: 2, command: 'job-cancel', value: {} },
  ]);
  assert.deepEqual(lines, [
    '[sent] job-cancel {"id":"a"}',
    '[event] JOB_STATUS_CHANGE {"id":"a","status":"aborting"}',
    '[refused] job-cancel: GenericError: "Job\\nnot found"',
    '[sent] job-cancel {"id":"b"}',
    '[received] job-cancel: {}',
  ]);
  assert.equal(summary, undefined);
});

test('a message of any size takes one line of a bounded length', () => {
  const value = Array.from({ length: 10_000 }, (_, index) => ({ 'node-name': `#block${index}` }));
  const { lines } = linesOf([{ kind: 'returned', id: 1, command: 'query-named-block-nodes', value }]);
  assert.ok((lines[0]?.length ?? 0) < 2200);
  assert.match(lines[0] ?? '', /characters more\)$/);
});
