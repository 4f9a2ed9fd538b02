import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  CodeLensRequest,
  CompletionRequest,
  DocumentFormattingRequest,
  DocumentLinkRequest,
  DocumentSymbolRequest,
  HoverRequest,
  PositionEncodingKind,
} from 'vscode-languageserver/node';
import { fullCapabilities } from './support/memoryClient';
import {
  runNode,
  serverBundle,
  startIpcServer,
  startStdioServer,
  type ServerProcess,
} from './support/serverProcess';

const recorder = path.resolve('test/server/support/recordAccess.mjs');
const uri = 'file:///backups/nightly.xml';
const timeout = 30_000;

for (const [transport, start] of [
  ['stdio', startStdioServer],
  ["Node's own channel, as the extension uses it,", startIpcServer],
] as const) {
  test(
    `the shipped server answers over ${transport} and ends when it is asked to`,
    { timeout },
    async (t) => {
      const server = start(t);
      const { capabilities } = await server.client.initialize(fullCapabilities);
      assert.equal(capabilities.positionEncoding, PositionEncodingKind.UTF16);
      await server.client.open(uri, '<domainbackup mode="psh"/>', 'xml');
      const { diagnostics } = await server.client.report((report) => report.uri === uri);
      assert.equal(diagnostics.length, 1);
      const place = { textDocument: { uri }, position: { line: 0, character: 20 } };
      const items = await server.client.connection.sendRequest(CompletionRequest.type, place);
      assert.ok(Array.isArray(items));
      assert.deepEqual(
        items.map(({ label }) => label),
        ['push', 'pull'],
      );
      assert.equal(await server.end(), 0);
      assert.equal(server.errors(), '');
    },
  );
}

test(
  'while a huge document is checked others are answered, and a later version ends the check',
  { timeout },
  async (t) => {
    const server = startStdioServer(t);
    await server.client.initialize(fullCapabilities);
    const disks = Array.from({ length: 40_000 }, (_, index) => `<disk name="vd${index}" backup="no"/>\n`);
    const huge = `<domainbackup><disks>\n${disks.join('')}</disks></domainbackup>`;
    const versions = () => server.client.reports.map(({ uri: of, version }) => [of, version]);
    const small = 'file:///backups/small.xml';
    await server.client.open(small, '<domainbackup mode=""/>', 'xml');
    await server.client.open(uri, huge, 'xml');
    // The check of the huge document is under way when this arrives, and goes on when it is answered.
    const place = { textDocument: { uri: small }, position: { line: 0, character: 20 } };
    const items = await server.client.connection.sendRequest(CompletionRequest.type, place);
    assert.ok(Array.isArray(items) && items.length === 2);
    assert.deepEqual(versions(), [[small, 1]]);
    await server.client.change(uri, 2, { text: '<domainbackup/>' });
    await server.client.report((report) => report.uri === uri);
    assert.deepEqual(versions(), [
      [small, 1],
      [uri, 2],
    ]);
    assert.equal(await server.end(), 0);
  },
);

/** Everything by which XML can ask its reader to fetch something. */
const grasping = `<?xml version="1.0"?>
<?xml-stylesheet type="text/xsl" href="file:///etc/hostname"?>
<?xml-model href="http://127.0.0.1:9/schema.rng"?>
<!DOCTYPE domainbackup SYSTEM "http://127.0.0.1:9/backup.dtd" [
  <!ENTITY host SYSTEM "file:///etc/hostname">
  <!ENTITY % more SYSTEM "http://127.0.0.1:9/more.ent">
  %more;
]>
<domainbackup mode="&host;" xmlns:xi="http://www.w3.org/2001/XInclude"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x http://127.0.0.1:9/x.xsd">
  <xi:include href="file:///etc/hostname" parse="text"/>
  <incremental>&host;</incremental>
  <disks><disk name="vda" type="file"><target file="/etc/hostname"/></disk></disks>
</domainbackup>
`;

test(
  'no document makes the server read a file, start a process or use the network',
  { timeout },
  async (t) => {
    const server = startStdioServer(t, '--import', recorder);
    await server.client.initialize(fullCapabilities);
    await server.client.open(uri, grasping, 'xml');
    const { diagnostics } = await server.client.report((report) => report.uri === uri);
    assert.ok(diagnostics.length >= 3, JSON.stringify(diagnostics));
    for (const [line, text] of grasping.split('\n').entries()) {
      for (let character = 0; character < text.length; character += 3) {
        const place = { textDocument: { uri }, position: { line, character } };
        await server.client.connection.sendRequest(CompletionRequest.type, place);
        await server.client.connection.sendRequest(HoverRequest.type, place);
      }
    }
    await server.client.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } });
    await server.client.connection.sendRequest(DocumentSymbolRequest.type, { textDocument: { uri } });
    const options = { tabSize: 2, insertSpaces: true };
    await server.client.connection.sendRequest(DocumentFormattingRequest.type, {
      textDocument: { uri },
      options,
    });
    assert.equal(await server.end(), 0);
    assert.deepEqual(accessesOf(server), []);
  },
);

test(
  'links to files, once they are asked for, make the server ask about these files, and open none',
  { timeout },
  async (t) => {
    const server = startStdioServer(t, '--import', recorder);
    await server.client.initialize(fullCapabilities);
    await server.client.open(uri, grasping, 'xml');
    const links = await server.client.connection.sendRequest(DocumentLinkRequest.type, {
      textDocument: { uri },
    });
    assert.deepEqual(
      links?.map(({ target }) => target),
      ['file:///etc/hostname'],
    );
    assert.equal(await server.end(), 0);
    assert.deepEqual(accessesOf(server), ['access: fs.promises.stat "/etc/hostname"']);
  },
);

/** What a server has touched beside its own program, which is loaded by path or by URL. */
function accessesOf(server: ServerProcess): string[] {
  const own = [serverBundle, pathToFileURL(serverBundle).href].map((name) => JSON.stringify(name));
  const accesses = server.errors().split('\n');
  return accesses.filter((line) => line !== '' && !own.some((name) => line.endsWith(` ${name}`)));
}

test('the recorder of the test above sees files, connections and processes', { timeout }, async (t) => {
  const program = `
    const fs = require('fs');
    fs.readFile('/nowhere/one', () => {});
    fs.promises.open('/nowhere/two').catch(() => {});
    import('fs/promises').then(({ readFile }) => readFile('/nowhere/three')).catch(() => {});
    require('http').get('http://127.0.0.1:9/').on('error', () => {});
    require('child_process').execFile('/nowhere/four', () => {});`;
  const seen = await runNode(t, ['--import', recorder, '--eval', program]);
  for (const expected of [/fs.*one/, /fs.*two/, /fs.*three/, /net.connect/, /child_process.spawn.*four/]) {
    assert.match(seen, expected);
  }
});
