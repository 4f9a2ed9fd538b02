import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { DocumentLinkRequest } from 'vscode-languageserver/node';
import { thisMachine, type Outside } from '../../server/outside';
import { uri } from './support/ask';
import { withMemoryClient } from './support/memoryClient';
import { withoutMarks, withRanges } from './support/markedText';
import { folderFor } from '../support/folderFor';

/** Asks for the links of a text; also gives the paths that were looked for. */
async function linksOf(text: string, existing: readonly string[] = []) {
  const looked: string[] = [];
  const outside: Outside = {
    fileAt: (file) => {
      looked.push(file);
      return Promise.resolve(existing.includes(file) ? 'file' : 'none');
    },
  };
  let marked = '';
  let targets: unknown[] = [];
  await withMemoryClient(
    async (client) => {
      await client.open(uri, text);
      await client.report((report) => report.uri === uri);
      assert.deepEqual(looked, [], 'checking a document asks about no file');
      const links = await client.connection.sendRequest(DocumentLinkRequest.type, { textDocument: { uri } });
      marked = withRanges(text, links?.map(({ range }) => range) ?? []);
      targets = links?.map(({ target }) => target) ?? [];
    },
    undefined,
    outside,
  );
  return { marked, targets, looked };
}

test('paths of existing files are links, those of others are none', async () => {
  const marked = `<domainbackup><disks>
    <disk name="vda" type="file"><target file="⟦/backup/a b&amp;c.qcow2⟧"/></disk>
    <disk name="vdb" type="file"><target file="/backup/none.qcow2"/></disk>
  </disks></domainbackup>`;
  const found = await linksOf(withoutMarks(marked), ['/backup/a b&c.qcow2']);
  assert.equal(found.marked, marked);
  assert.deepEqual(found.targets, ['file:///backup/a%20b&c.qcow2']);
  assert.deepEqual(found.looked, ['/backup/a b&c.qcow2', '/backup/none.qcow2']);
});

test("scratch files, and a disk that is named by its source's path, are links too", async () => {
  const marked =
    '<domainbackup><disk name="⟦/a⟧"><target file="⟦/b⟧"/></disk><disk name="vda"><scratch file="⟦/b⟧"/></disk></domainbackup>';
  const found = await linksOf(withoutMarks(marked), ['/a', '/b']);
  assert.equal(found.marked, marked);
  assert.deepEqual(found.looked, ['/a', '/b'], 'each path is looked for once');
});

test('devices, sockets, relative paths and the names of other computers are not looked for', async () => {
  const { looked } = await linksOf(`<domainbackup mode="pull"><server transport="unix" socket="/run/x"/>
    <disks><disk name="vda"><target dev="/dev/sda" file="//host/share"/></disk>
    <disk name="vdb"><target file="backup/vdb"/><scratch file="\\\\host\\share"/></disk>
    <disk name="vdc"><target file="/a&#0;b"/></disk><disk name="vdd"><target file=/unquoted /></disk>
    <target name="/other"/></disks></domainbackup>`);
  assert.deepEqual(looked, ['/a&#0;b']);
});

test('of very many paths only the first ones are looked for', async () => {
  const disks = Array.from({ length: 2000 }, (_, index) => `<disk><target file="/${index}"/></disk>`);
  const { looked } = await linksOf(`<domainbackup>${disks.join('')}</domainbackup>`);
  assert.equal(looked.length, 500);
});

test('a regular file is one, also through a link; folders and what is not there are none', async (t) => {
  const folder = await folderFor(t);
  const [file, link] = [path.join(folder, 'a b.qcow2'), path.join(folder, 'link')];
  await writeFile(file, '');
  await symlink(file, link);
  await mkdir(path.join(folder, 'sub'));
  const kinds = [file, link, path.join(folder, 'sub'), path.join(folder, 'none'), `${file}/x`, 'a\0b'];
  assert.deepEqual(await Promise.all(kinds.map((each) => thisMachine.fileAt(each))), [
    'file',
    'file',
    'none',
    'none',
    'none',
    'none',
  ]);
  assert.ok(pathToFileURL(file).href.endsWith('a%20b.qcow2'));
});
