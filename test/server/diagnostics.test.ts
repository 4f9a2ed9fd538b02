import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DiagnosticSeverity } from 'vscode-languageserver/node';
import { withMemoryClient } from './support/memoryClient';
import { withoutMarks, withRanges } from './support/markedText';

const uri = 'untitled:Untitled-1';

/** Opens a text without its marks, and expects problems exactly at the marks, with messages like those given. */
async function check(marked: string, ...messages: RegExp[]): Promise<void> {
  await withMemoryClient(async (client) => {
    await client.open(uri, withoutMarks(marked));
    const { diagnostics, version } = await client.report((report) => report.uri === uri);
    assert.equal(version, 1);
    const ranges = diagnostics.map(({ range }) => range);
    assert.equal(withRanges(withoutMarks(marked), ranges), marked, JSON.stringify(diagnostics, null, 1));
    assert.equal(diagnostics.length, messages.length, JSON.stringify(diagnostics, null, 1));
    for (const [index, message] of messages.entries()) {
      const found = diagnostics[index];
      assert.ok(typeof found?.message === 'string');
      assert.match(found.message, message);
      assert.equal(found.source, 'domainbackup');
      assert.match(String(found.code), /^[a-z]+(-[a-z]+)*$/);
    }
  });
}

test('a valid document has no problems', () => check('<domainbackup/>'));

test('every schema problem is shown at its place, with what was expected', () =>
  check(
    '<domainbackup mode="⟦psh⟧"><disks><disk name="vda" type="⟦filx⟧"><target file="/a"/></disk></disks></domainbackup>',
    /expected push or pull/,
    /expected (block or file|file or block)/,
  ));

test('schema problems are shown while the document is malformed', () =>
  check(
    '<⟦domainbackup⟧ mode="⟦psh⟧">\n  <⟦disks⟧>\n    <disk name="vda"/>\n',
    /domainbackup/,
    /expected push or pull/,
    /disks/,
  ));

test('positions count UTF-16 code units, also behind characters outside the basic plane and CRLF', () =>
  check('<domainbackup>\r\n<!-- 💾💾 --><⟦wrong⟧/></domainbackup>', /wrong/));

test('a document without content is new, not wrong', async () => {
  await check('');
  await check(' \n\t\n');
});

test('an unfinished root is a problem but no reason for others', async () => {
  await withMemoryClient(async (client) => {
    await client.open(uri, '<domain');
    const { diagnostics } = await client.report((report) => report.uri === uri);
    assert.ok(diagnostics.length >= 1 && diagnostics.length <= 2, JSON.stringify(diagnostics));
  });
});

test('the first of two equal disks is named as related information', async () => {
  const text = '<domainbackup><disks><disk name="vda"/>\n<disk name="vda"/></disks></domainbackup>';
  await withMemoryClient(async (client) => {
    await client.open(uri, text);
    const { diagnostics } = await client.report((report) => report.uri === uri);
    assert.equal(diagnostics.length, 1, JSON.stringify(diagnostics));
    assert.equal(diagnostics[0]?.severity, DiagnosticSeverity.Error);
    assert.equal(diagnostics[0]?.range.start.line, 1);
    const related = diagnostics[0]?.relatedInformation?.[0]?.location;
    assert.equal(related?.uri, uri);
    assert.equal(related?.range.start.line, 0);
  });
});

test('related places are left out for a client that cannot show them', async () => {
  const text = '<domainbackup><disks><disk name="vda"/><disk name="vda"/></disks></domainbackup>';
  await withMemoryClient(async (client) => {
    await client.open(uri, text);
    const { diagnostics } = await client.report((report) => report.uri === uri);
    assert.deepEqual(
      diagnostics.map((diagnostic) => 'relatedInformation' in diagnostic),
      [false],
    );
  }, {});
});
