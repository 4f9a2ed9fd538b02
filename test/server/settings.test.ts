import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DiagnosticSeverity } from 'vscode-languageserver/node';
import { readSettings } from '../../server/settings';
import { withSettings } from './support/configuredClient';

const uri = 'file:///backups/nightly.xml';
const wrong = '<domainbackup mode="psh"><disks><disk name="vda"/><disk name="vda"/></disks></domainbackup>';

test('validation can be switched off and on again, for documents that are open', () =>
  withSettings({ validation: { enabled: false } }, async ({ client, change }) => {
    await client.open(uri, wrong);
    assert.deepEqual((await client.report((report) => report.uri === uri)).diagnostics, []);
    await change({ validation: { enabled: true } });
    const { diagnostics } = await client.report((report) => report.diagnostics.length > 0);
    assert.equal(diagnostics.length, 2);
    await change({ validation: { enabled: false } });
    client.reports.length = 0;
    assert.deepEqual((await client.report((report) => report.uri === uri)).diagnostics, []);
  }));

test('the severity of each kind of problem can be chosen, and a kind can be left out', () =>
  withSettings({ validation: { severity: { 'invalid-value': 'hint' } } }, async ({ client, change }) => {
    await client.open(uri, wrong);
    const { diagnostics } = await client.report((report) => report.diagnostics.length > 0);
    assert.deepEqual(
      diagnostics.map(({ code, severity }) => [code, severity]),
      [
        ['invalid-value', DiagnosticSeverity.Hint],
        ['duplicate-disk', DiagnosticSeverity.Error],
      ],
    );
    await change({ validation: { severity: { 'duplicate-disk': 'off' } } });
    const changed = await client.report((report) => report.diagnostics.length === 1);
    assert.equal(changed.diagnostics[0]?.severity, DiagnosticSeverity.Error);
  }));

test('the code of each problem links to its explanation, where the client has said where that is', () =>
  withSettings(
    {},
    async ({ client }) => {
      await client.open(uri, wrong);
      const { diagnostics } = await client.report((report) => report.diagnostics.length > 0);
      assert.deepEqual(
        diagnostics.map(({ codeDescription }) => codeDescription?.href),
        ['https://example.org/problems.md#invalid-value', 'https://example.org/problems.md#duplicate-disk'],
      );
    },
    { params: { initializationOptions: { problemsPage: 'https://example.org/problems.md#{code}' } } },
  ));

test('problems have no link where the client has not said where one would lead', () =>
  withSettings(null, async ({ client }) => {
    await client.open(uri, wrong);
    const { diagnostics } = await client.report((report) => report.diagnostics.length > 0);
    assert.ok(diagnostics.every(({ codeDescription }) => codeDescription === undefined));
  }));

test('settings of the wrong kind keep their defaults', () => {
  for (const section of [
    null,
    'x',
    7,
    [],
    { validation: null },
    { validation: { severity: { a: 'loud' } } },
  ]) {
    const { validation, severity, inlayHints, schema } = readSettings(section);
    assert.deepEqual([validation, [...severity], inlayHints, schema], ['on', [], 'on', '']);
  }
});
