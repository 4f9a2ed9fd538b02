import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CodeLensRequest, CompletionRequest, HoverRequest } from 'vscode-languageserver/node';
import { withMemoryClient } from './support/memoryClient';

const uri = 'file:///backups/nightly.xml';
const wrong = '<domainbackup mode="psh"/>';

const at = (character: number) => ({ line: 0, character });

describe('which documents are served', () => {
  const none: [title: string, languageId: string, text: string][] = [
    ['XML with another root', 'xml', '<domain type="kvm"><domainbackup mode="psh"/></domain>'],
    ['XML of a machine', 'xml', '<domain type="kvm"><devices><disk type="file"/></devices></domain>'],
    ['XML of a snapshot', 'xml', '<domainsnapshot><disks><disk name="vda"/></disks></domainsnapshot>'],
    ["XML of a machine's state", 'xml', '<domstatus state="running"><domain/></domstatus>'],
    ['XML with a misspelled name inside', 'xml', '<domain><domianbackup mode="psh"/></domain>'],
    ['XML that begins with another root', 'xml', '<pro'],
    ['XML without a root', 'xml', '<!-- <domainbackup mode="psh"/> -->'],
    ['another language', 'json', wrong],
  ];
  for (const [title, languageId, text] of none) {
    test(`nothing is said about ${title}`, () =>
      withMemoryClient(async (client) => {
        await client.open(uri, text, languageId);
        const { diagnostics } = await client.report((report) => report.uri === uri);
        assert.deepEqual(diagnostics, []);
        const place = { textDocument: { uri }, position: { line: 0, character: 1 } };
        assert.deepEqual(await client.connection.sendRequest(CompletionRequest.type, place), []);
        assert.equal(await client.connection.sendRequest(HoverRequest.type, place), null);
        assert.deepEqual(await client.connection.sendRequest(CodeLensRequest.type, place), []);
      }));
  }

  for (const text of ['', '<', '<dom', 'backup', '<?xml version="1.0"?>\n']) {
    test(`XML that is no more than a beginning can be gone on with, and no more is said: ${JSON.stringify(text)}`, () =>
      withMemoryClient(async (client) => {
        await client.open(uri, text, 'xml');
        const { diagnostics } = await client.report((report) => report.uri === uri);
        assert.deepEqual(diagnostics, []);
        const lines = text.split('\n');
        const position = { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
        const place = { textDocument: { uri }, position };
        const items = await client.connection.sendRequest(CompletionRequest.type, place);
        assert.ok(Array.isArray(items) && items.some(({ label }) => label === 'backup to a file'));
        assert.deepEqual(await client.connection.sendRequest(CodeLensRequest.type, place), []);
      }));
  }

  test('XML whose root is domainbackup gets problems, also behind an XML declaration and comments', () =>
    withMemoryClient(async (client) => {
      await client.open(uri, `<?xml version="1.0"?>\n<!-- <domain/> -->\n${wrong}`, 'xml');
      const { diagnostics } = await client.report((report) => report.uri === uri);
      assert.equal(diagnostics.length, 1);
      assert.equal(diagnostics[0]?.range.start.line, 2);
    }));

  for (const root of ['domianbackup', 'domainbackups', 'domainBackup', 'domaincheckpont']) {
    test(`XML whose root is misspelled as ${root} is told so, also behind comments`, () =>
      withMemoryClient(async (client) => {
        await client.open(
          uri,
          `<!-- <domain/> -->\n<${root}><disks><disk name="vda"/></disks></${root}>`,
          'xml',
        );
        const { diagnostics } = await client.report((report) => report.uri === uri);
        assert.deepEqual(
          diagnostics.map(({ code, range }) => [code, range.start.line]),
          [['unknown-element', 1]],
        );
      }));
  }

  test('XML that becomes a backup document gets problems, and loses them when it is one no more', () =>
    withMemoryClient(async (client) => {
      await client.open(uri, '<domain/>', 'xml');
      await client.change(uri, 2, { text: wrong });
      assert.equal((await client.report(({ version }) => version === 2)).diagnostics.length, 1);
      await client.change(uri, 3, { text: '<domain/>' });
      assert.deepEqual((await client.report(({ version }) => version === 3)).diagnostics, []);
    }));

  test('a document that is not open gets empty answers', () =>
    withMemoryClient(async (client) => {
      const place = { textDocument: { uri }, position: { line: 0, character: 0 } };
      assert.equal(await client.connection.sendRequest(CompletionRequest.type, place), null);
      assert.equal(await client.connection.sendRequest(HoverRequest.type, place), null);
      assert.deepEqual(await client.connection.sendRequest(CodeLensRequest.type, place), []);
    }));
});

describe('problems as you type', () => {
  test('edits are applied one after another, and the report is about their result', () =>
    withMemoryClient(async (client) => {
      await client.open(uri, '<domainbackup mode=""/>');
      assert.equal((await client.report(({ version }) => version === 1)).diagnostics.length, 1);
      await client.change(
        uri,
        2,
        { range: { start: at(20), end: at(20) }, text: 'pul' },
        { range: { start: at(22), end: at(23) }, text: 'sh' },
      );
      assert.deepEqual((await client.report(({ version }) => version === 2)).diagnostics, []);
    }));

  test('of versions that follow each other at once, only the last is checked', () =>
    withMemoryClient(async (client) => {
      await client.open(uri, '<domainbackup/>');
      for (let version = 2; version <= 20; version += 1) {
        await client.change(uri, version, { text: version === 20 ? wrong : '<domainbackup' });
      }
      assert.equal((await client.report(({ version }) => version === 20)).diagnostics.length, 1);
      assert.deepEqual(
        client.reports.map(({ version }) => version),
        [1, 20],
      );
    }));

  test('closing a document clears its problems', () =>
    withMemoryClient(async (client) => {
      await client.open(uri, wrong);
      await client.report(({ diagnostics }) => diagnostics.length === 1);
      await client.close(uri);
      const cleared = await client.report(({ diagnostics }) => diagnostics.length === 0);
      assert.deepEqual(cleared, { uri, diagnostics: [] });
    }));

  test('a change right before closing is not reported any more', () =>
    withMemoryClient(async (client) => {
      const other = 'file:///backups/other.xml';
      await client.open(uri, '<domainbackup/>');
      await client.change(uri, 2, { text: wrong });
      await client.close(uri);
      // What is due for the closed document would be reported before this later change of another one.
      await client.open(other, '<domainbackup/>');
      await client.change(other, 2, { text: wrong });
      await client.report((report) => report.uri === other && report.version === 2);
      assert.deepEqual(
        client.reports.filter((report) => report.uri === uri).map(({ version }) => version),
        [1, undefined],
      );
    }));

  test('a document that is closed and opened again is checked again, even with the same version', () =>
    withMemoryClient(async (client) => {
      await client.open(uri, '<domainbackup/>');
      await client.close(uri);
      await client.open(uri, wrong);
      const { version } = await client.report(({ diagnostics }) => diagnostics.length === 1);
      assert.equal(version, 1);
    }));
});
