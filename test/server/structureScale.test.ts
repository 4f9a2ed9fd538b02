import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  CompletionRequest,
  DocumentFormattingRequest,
  DocumentHighlightRequest,
  DocumentLinkRequest,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  LinkedEditingRangeRequest,
  PrepareRenameRequest,
  SelectionRangeRequest,
} from 'vscode-languageserver/node';
import { AutoCloseRequest } from '../../server/protocol';
import { stopwatch } from '../support/stopwatch';
import { uri } from './support/ask';
import { withMemoryClient } from './support/memoryClient';

/** What an answer may take, in ms. */
const limitMs = 2000;

const depth = 10_000;
// Checking a larger one as it opens would take this test too long; the answers themselves take as much less.
const disk = '<disk name="vda" type="file"><target file="/a"/><driver type="qcow2"/></disk>';

const texts: [title: string, text: string][] = [
  [
    '10,000 levels of nesting',
    `<domainbackup>${'<disks>'.repeat(depth)}${'</disks>'.repeat(depth)}</domainbackup>`,
  ],
  ['10,000 levels of nesting that nothing ends', `<domainbackup>${'<disks>'.repeat(depth)}`],
  [
    '10,000 levels on lines of their own',
    `<domainbackup>${'\n<disks>'.repeat(depth)}${'\n</disks>'.repeat(depth)}</domainbackup>`,
  ],
  [
    'a line of 2 MB',
    `<domainbackup><disks>${disk.repeat(Math.ceil(2e6 / disk.length))}</disks></domainbackup>`,
  ],
  ['a value of 5 MB', `<domainbackup><disks><disk name="${'x'.repeat(5e6)}"/></disks></domainbackup>`],
  ['5 MB of white space', `<domainbackup><disks>${' '.repeat(5e6)}</disks></domainbackup>`],
];

for (const [title, text] of texts) {
  describe(`with ${title}`, () => {
    test('every answer about the structure comes in time', { timeout: 60_000 }, async () => {
      await withMemoryClient(async ({ connection }) => {
        const textDocument = { uri };
        await connection.sendNotification('textDocument/didOpen', {
          textDocument: { ...textDocument, languageId: 'domainbackup', version: 1, text },
        });
        const line = text.slice(0, text.length / 2).split('\n').length - 1;
        const position = { line, character: line === 0 ? Math.floor(text.length / 2) : 1 };
        const place = { textDocument, position };
        const options = { tabSize: 2, insertSpaces: true };
        // The first answer waits for what the server does when a document opens, and that is not its own time.
        await connection.sendRequest(AutoCloseRequest.method, place);
        const slow: string[] = [];
        const ask = async (method: string, params: object): Promise<void> => {
          const time = stopwatch();
          await connection.sendRequest(method, params);
          const took = time();
          if (took > limitMs) slow.push(`${method}: ${took.toFixed(0)} ms`);
        };
        await ask(DocumentSymbolRequest.method, { textDocument });
        await ask(FoldingRangeRequest.method, { textDocument });
        await ask(SelectionRangeRequest.method, { textDocument, positions: [position] });
        await ask(LinkedEditingRangeRequest.method, place);
        await ask(PrepareRenameRequest.method, place);
        await ask(DocumentHighlightRequest.method, place);
        await ask(DocumentLinkRequest.method, { textDocument });
        await ask(DocumentFormattingRequest.method, { textDocument, options });
        await ask(CompletionRequest.method, place);
        await ask(AutoCloseRequest.method, place);
        assert.deepEqual(slow, []);
      });
    });
  });
}
