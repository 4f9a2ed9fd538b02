import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Steps } from '../../engine/document';
import { restMs, sliceMs, ValidationScheduler } from '../../server/validationScheduler';

const uri = 'untitled:Untitled-1';

/** A check that is done at once. */
// oxlint-disable-next-line require-yield -- it has nothing to pause for
function* atOnce(): Steps<Diagnostic[]> {
  return [];
}

function start(t: TestContext, validation: (document: TextDocument) => Steps<Diagnostic[]> = atOnce) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const reports: PublishDiagnosticsParams[] = [];
  const failures: unknown[] = [];
  const scheduler = new ValidationScheduler({
    validation,
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
  const { scheduler, reports, failures, document } = start(t, function* validation({ version }) {
    yield;
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

/** A check of some versions takes its time: each of its steps is as long as a slice. */
function* long(steps: number, done: string[], name: string): Steps<Diagnostic[]> {
  for (let step = 1; step <= steps; step += 1) {
    const end = performance.now() + sliceMs;
    while (performance.now() <= end);
    done.push(`${name}.${step}`);
    yield;
  }
  return [];
}

test('a later version ends the check of an earlier one in the middle', async (t) => {
  const done: string[] = [];
  const { scheduler, reports, document } = start(t, ({ version }) =>
    long(version === 2 ? 50 : 2, done, `${version}`),
  );
  TextDocument.update(document, [{ text: 'x' }], 2);
  scheduler.validateNow(document);
  await turn();
  TextDocument.update(document, [{ text: 'y' }], 3);
  scheduler.validateSoon(document);
  const before = done.length;
  await turn();
  assert.ok(before < 50);
  assert.equal(done.length, before, 'nothing more is done for the earlier version');
  t.mock.timers.tick(restMs);
  while (reports.length === 0) await turn();
  assert.deepEqual(
    reports.map(({ version }) => version),
    [3],
  );
  assert.deepEqual(done.slice(before), ['3.1', '3.2']);
});

test('a long check lets in what has come meanwhile, and is given up when the document closes', async (t) => {
  const done: string[] = [];
  const { scheduler, reports, document } = start(t, () => long(1000, done, 'x'));
  scheduler.validateNow(document);
  assert.deepEqual(reports, []);
  await turn();
  scheduler.forget(document);
  const before = done.length;
  await turn();
  assert.equal(done.length, before);
  assert.deepEqual(reports, [{ uri, diagnostics: [] }]);
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
