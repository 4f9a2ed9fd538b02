import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CodeLensRequest } from 'vscode-languageserver/node';
import { withMemoryClient } from './support/memoryClient';
import { withoutMarks, withRanges } from './support/markedText';

const uri = 'file:///backups/nightly%20backup.xml';

const cases: [title: string, marked: string][] = [
  ['a valid document', '<?xml version="1.0"?>\n⟦<domainbackup mode="push">⟧</domainbackup>\n'],
  ['a document with errors', '\n⟦<domainbackup mode="psh">⟧<disks>'],
  ['an empty root', '⟦<domainbackup/>⟧'],
];
for (const [title, marked] of cases) {
  test(`${title} can be started and checked from above its root`, () =>
    withMemoryClient(async (client) => {
      const text = withoutMarks(marked);
      await client.open(uri, text);
      const lenses = await client.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } });
      assert.deepEqual(
        lenses?.map(({ command }) => command),
        [
          { title: 'Start Backup', command: 'domainbackup.start', arguments: [uri] },
          { title: 'Check', command: 'domainbackup.check', arguments: [uri] },
        ],
      );
      for (const { range } of lenses ?? []) assert.equal(withRanges(text, [range]), marked);
    }));
}

for (const text of ['', '<domain/>', '<domaincheckpoint/>']) {
  test(`${text === '' ? 'an empty document' : text} cannot be started`, () =>
    withMemoryClient(async (client) => {
      await client.open(uri, text);
      const params = { textDocument: { uri } };
      assert.deepEqual(await client.connection.sendRequest(CodeLensRequest.type, params), []);
    }));
}
