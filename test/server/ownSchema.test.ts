import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import {
  CompletionRequest,
  DidChangeWorkspaceFoldersNotification,
  type Position,
} from 'vscode-languageserver/node';
import { realWorkspace } from '../../server/workspaceAccess';
import { withSettings, type ConfiguredClient } from './support/configuredClient';
import { fakeWorkspace } from './support/fakeWorkspace';
import { folderFor } from '../support/folderFor';

const uri = 'file:///backups/nightly.xml';
const rng = 'xmlns="http://relaxng.org/ns/structure/1.0"';
const schemaWith = (name: string) => `<grammar ${rng}>
<include href="parts.rng"/>
<start><element name="domainbackup"><ref name="${name}"/></element></start>
</grammar>`;
const parts = `<grammar ${rng}>
<define name="colours"><attribute name="colour"><choice><value>red</value><value>blue</value></choice></attribute></define>
</grammar>`;
const files = { '/schemas/own.rng': schemaWith('colours'), '/schemas/parts.rng': parts };
const schemaUri = 'file:///schemas/own.rng';

/** Waits until the newest report about a document is as wanted. */
async function newest({ client }: ConfiguredClient, about: string, messages: RegExp[]): Promise<void> {
  await client.report(() => {
    const last = client.reports.findLast((report) => report.uri === about);
    const found = last?.diagnostics.map(({ message }) =>
      typeof message === 'string' ? message : message.value,
    ) ?? ['no report yet'];
    return found.length === messages.length && messages.every((each, index) => each.test(found[index] ?? ''));
  });
}

test('a schema of the user takes the place of the bundled one, in all that the server says', async () => {
  const { access } = fakeWorkspace(files);
  await withSettings(
    { schema: '/schemas/own.rng' },
    async (configured) => {
      const { client, messages, change } = configured;
      await client.open(uri, '<domainbackup colour="rde"/>');
      await newest(configured, uri, [/"colour" is "rde"; expected red or blue/]);
      const items = await client.connection.sendRequest(CompletionRequest.type, {
        textDocument: { uri },
        position: { line: 0, character: 23 },
      });
      assert.ok(Array.isArray(items));
      assert.deepEqual(
        items.map(({ label }) => label),
        ['red', 'blue'],
      );
      assert.deepEqual(messages, []);
      await change({ schema: '' });
      await newest(configured, uri, [/"colour" is not allowed/]);
    },
    { access },
  );
});

test('checkpoints keep the bundled schema', async () => {
  const { access } = fakeWorkspace(files);
  await withSettings(
    { schema: '/schemas/own.rng' },
    async (configured) => {
      await configured.client.open(uri, '<domaincheckpoint><nam>a</nam></domaincheckpoint>');
      await newest(configured, uri, [/expected name/]);
    },
    { access },
  );
});

test('it is read again when one of its files changes, and its problems are shown in the file at fault', async () => {
  const { access, write } = fakeWorkspace(files);
  await withSettings(
    { schema: '/schemas/own.rng' },
    async (configured) => {
      const { client, messages } = configured;
      await client.open(uri, '<domainbackup colour="green"/>');
      await newest(configured, uri, [/expected red or blue/]);
      write('/schemas/parts.rng', parts.replace('blue', 'green'));
      await newest(configured, uri, []);
      write('/schemas/parts.rng', `${parts}<`);
      await newest(configured, 'file:///schemas/parts.rng', [/not well-formed/]);
      // The last one that could be used stays.
      await client.change(uri, 2, { text: '<domainbackup colour="grey"/>' });
      await newest(configured, uri, [/expected red or green/]);
      write('/schemas/own.rng', schemaWith('shapes'));
      await newest(configured, 'file:///schemas/parts.rng', [/not well-formed/]);
      write('/schemas/parts.rng', parts);
      await newest(configured, schemaUri, [/refers to "shapes", which is not defined/]);
      await newest(configured, 'file:///schemas/parts.rng', []);
      write('/schemas/own.rng', schemaWith('colours'));
      await newest(configured, schemaUri, []);
      await newest(configured, uri, [/expected red or blue/]);
      assert.equal(messages.length, 1);
      assert.match(messages[0] ?? '', /The schema \/schemas\/own\.rng cannot be used: .*not well-formed/);
    },
    { access },
  );
});

test('a relative path starts at the first folder, also if that is opened later', async () => {
  const { access, reads } = fakeWorkspace(files);
  await withSettings(
    { schema: 'own.rng' },
    async (configured) => {
      await configured.client.open(uri, '<domainbackup colour="green"/>');
      await newest(configured, uri, [/"colour" is not allowed/]);
      await configured.message(/The schema own\.rng cannot be used: its path is relative/);
      assert.deepEqual(reads, []);
      await configured.client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
        event: { added: [{ uri: 'file:///schemas', name: 'schemas' }], removed: [] },
      });
      await newest(configured, uri, [/expected red or blue/]);
    },
    { access },
  );
});

test('an included file that was missing is noticed when it is there', async () => {
  const { access, write } = fakeWorkspace({ '/schemas/own.rng': schemaWith('colours') });
  await withSettings(
    { schema: '/schemas/own.rng' },
    async (configured) => {
      await configured.client.open(uri, '<domainbackup colour="green"/>');
      await newest(configured, schemaUri, [/"parts\.rng" cannot be read/]);
      write('/schemas/parts.rng', parts);
      await newest(configured, schemaUri, []);
      await newest(configured, uri, [/expected red or blue/]);
    },
    { access },
  );
});

test('a path that has never led to a usable schema leaves the bundled one in use', async () => {
  const { access } = fakeWorkspace({ ...files, '/schemas/broken.rng': '<' });
  await withSettings(
    { schema: '/schemas/own.rng' },
    async (configured) => {
      await configured.client.open(uri, '<domainbackup colour="green"/>');
      await newest(configured, uri, [/expected red or blue/]);
      await configured.change({ schema: '/schemas/broken.rng' });
      await newest(configured, uri, [/"colour" is not allowed/]);
    },
    { access },
  );
});

test("~/ is the user's home", async () => {
  const { access } = fakeWorkspace({
    '/home/me/own.rng': schemaWith('colours'),
    '/home/me/parts.rng': parts,
  });
  await withSettings(
    { schema: '~/own.rng' },
    async (configured) => {
      await configured.client.open(uri, '<domainbackup colour="green"/>');
      await newest(configured, uri, [/expected red or blue/]);
    },
    { access },
  );
});

test('what is wrong with a datatype in an included file is a problem there', async () => {
  const wrong = `<grammar ${rng}>\n<define name="colours">\n  <data type="colour"/></define></grammar>`;
  const { access } = fakeWorkspace({ ...files, '/schemas/parts.rng': wrong });
  await withSettings(
    { schema: '/schemas/own.rng' },
    async (configured) => {
      const partsUri = 'file:///schemas/parts.rng';
      await newest(configured, partsUri, [/^there is no datatype "colour"/]);
      const { diagnostics } = await configured.client.report((report) => report.uri === partsUri);
      assert.deepEqual(diagnostics[0]?.range.start, { line: 2, character: 2 });
    },
    { access },
  );
});

test('what breaks a rule of RELAX NG is shown at its place, and what is wrong with all of it at the root', async () => {
  const wrong = `<grammar ${rng}>\n<define name="colours">\n<list>\n  <text/></list></define></grammar>`;
  const { access, write } = fakeWorkspace({ ...files, '/schemas/parts.rng': wrong });
  const startOf = async (configured: ConfiguredClient, file: string): Promise<Position | undefined> => {
    const { diagnostics } = await configured.client.report(
      (report) => report.uri === file && report.diagnostics.length > 0,
    );
    return diagnostics[0]?.range.start;
  };
  await withSettings(
    { schema: '/schemas/own.rng' },
    async (configured) => {
      const partsUri = 'file:///schemas/parts.rng';
      await newest(configured, partsUri, [/<text> must not stand in <list>/]);
      assert.deepEqual(await startOf(configured, partsUri), { line: 3, character: 2 });
      write('/schemas/own.rng', `<!-- a\nb -->\n <element name="domain" ${rng}><empty/></element>`);
      await newest(configured, schemaUri, [/describes neither <domainbackup>/]);
      assert.deepEqual(await startOf(configured, schemaUri), { line: 2, character: 1 });
    },
    { access },
  );
});

const useless: [what: string, text: string, message: RegExp][] = [
  ['that is not there', '', /cannot be read/],
  [
    'of another language',
    `<element name="domain" ${rng}><empty/></element>`,
    /describes neither <domainbackup>/,
  ],
  ['that salve refuses', `<grammar ${rng}><start><text/></start></grammar>`, /not valid RELAX NG/],
  [
    'that reaches out of its folder',
    `<externalRef href="../../etc/passwd" ${rng}/>`,
    /outside the schema's own folder/,
  ],
  [
    'that reaches into the network',
    `<externalRef href="http://127.0.0.1:9/x.rng" ${rng}/>`,
    /only files are read/,
  ],
];
for (const [what, text, message] of useless) {
  test(`a schema ${what} is a problem of the schema, and documents are checked all the same`, async () => {
    const { access, reads } = fakeWorkspace(text === '' ? {} : { '/schemas/own.rng': text });
    await withSettings(
      { schema: '/schemas/own.rng' },
      async (configured) => {
        await configured.client.open(uri, '<domainbackup mode="psh"/>');
        await newest(configured, schemaUri, [message]);
        await newest(configured, uri, [/expected push or pull/]);
        assert.equal(configured.messages.length, 1);
        assert.deepEqual(reads, ['/schemas/own.rng']);
      },
      { access },
    );
  });
}

/** Runs `use` with a schema `own.rng` in a folder that is gone afterwards. */
async function inFolder(
  t: TestContext,
  schema: string,
  use: (configured: ConfiguredClient, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await folderFor(t);
  await writeFile(path.join(folder, 'own.rng'), schema);
  await withSettings({ schema: 'own.rng' }, (configured) => use(configured, folder), {
    access: realWorkspace,
    params: { workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'schemas' }] },
  });
}

test('files on a disk are watched', (t) =>
  inFolder(t, schemaWith('colours'), async (configured, folder) => {
    await configured.client.open(uri, '<domainbackup colour="green"/>');
    await newest(configured, pathToFileURL(path.join(folder, 'own.rng')).href, [
      /"parts\.rng" cannot be read/,
    ]);
    await writeFile(path.join(folder, 'parts.rng'), parts);
    await newest(configured, uri, [/expected red or blue/]);
    await writeFile(path.join(folder, 'parts.rng'), parts.replace('blue', 'green'));
    await newest(configured, uri, []);
  }));

test('so are those in a folder that is not there yet', (t) =>
  inFolder(t, schemaWith('colours').replace('parts.rng', 'a/b/parts.rng'), async (configured, folder) => {
    await configured.client.open(uri, '<domainbackup colour="green"/>');
    const schema = pathToFileURL(path.join(folder, 'own.rng')).href;
    await newest(configured, schema, [/"a\/b\/parts\.rng" cannot be read/]);
    await mkdir(path.join(folder, 'a', 'b'), { recursive: true });
    await writeFile(path.join(folder, 'a', 'b', 'parts.rng'), parts);
    await newest(configured, uri, [/expected red or blue/]);
  }));
