import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { PublishDiagnosticsParams } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { restMs, ValidationScheduler } from '../../server/validationScheduler';

const uri = 'untitled:Untitled-1';

function start(t: TestContext, validate: (document: TextDocument) => [] = () => []) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const reports: PublishDiagnosticsParams[] = [];
  const failures: unknown[] = [];
  const scheduler = new ValidationScheduler({
    validate,
    publish: async (report) => {
      reports.push(report);
    },
    failed: (error) => failures.push(error),
  });
  return { scheduler, reports, failures, document: TextDocument.create(uri, 'xml', 1, '') };
}

test('an opened document is checked without delay, and once', (t) => {
  const { scheduler, reports, document } = start(t);
  scheduler.validateNow(document);
  scheduler.validateSoon(document);
  t.mock.timers.tick(1_000);
  assert.deepEqual(
    reports.map(({ version }) => version),
    [1],
  );
});

test('a change is checked within 100 ms of the last key', (t) => {
  const { scheduler, reports, document } = start(t);
  for (const version of [2, 3, 4]) {
    TextDocument.update(document, [{ text: 'x' }], version);
    scheduler.validateSoon(document);
    t.mock.timers.tick(restMs - 1);
    assert.deepEqual(reports, []);
  }
  t.mock.timers.tick(1);
  assert.ok(restMs <= 100);
  assert.deepEqual(
    reports.map(({ version }) => version),
    [4],
  );
});

test('nothing is checked after a document was closed, or after the end', (t) => {
  const { scheduler, reports, document } = start(t);
  scheduler.validateSoon(document);
  scheduler.forget(document);
  scheduler.validateSoon(document);
  scheduler.dispose();
  t.mock.timers.tick(1_000);
  assert.deepEqual(reports, [{ uri, diagnostics: [] }]);
});

test('a check that fails is told, and the next version is checked all the same', (t) => {
  const failure = new Error('deliberate');
  const { scheduler, reports, failures, document } = start(t, ({ version }) => {
    if (version === 1) throw failure;
    return [];
  });
  scheduler.validateSoon(document);
  t.mock.timers.tick(restMs);
  assert.deepEqual(failures, [failure]);
  TextDocument.update(document, [{ text: 'x' }], 2);
  scheduler.validateSoon(document);
  t.mock.timers.tick(restMs);
  assert.deepEqual(
    reports.map(({ version }) => version),
    [2],
  );
});
