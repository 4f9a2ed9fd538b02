import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import * as l10n from '@vscode/l10n';
import {
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  HoverRequest,
  MarkupContent,
} from 'vscode-languageserver/node';
import { nothingOutside } from '../../server/outside';
import { actingCapabilities } from './support/actionCheck';
import { withMemoryClient } from './support/memoryClient';

const uri = 'file:///backups/nightly.xml';
const strings: unknown = JSON.parse(readFileSync('l10n/bundle.l10n.de.json', 'utf8'));

// The words of one server are those of the process; the next one that introduces itself sets its own.
after(() => l10n.config({ contents: {} }));

/** What a server says about a document: its code lenses, fixes, completion and hover. */
async function wordsOf(text: string, options: object): Promise<Record<string, string[]>> {
  const words: Record<string, string[]> = {};
  await withMemoryClient(
    async (client) => {
      await client.open(uri, text);
      const { connection } = client;
      const textDocument = { uri };
      const position = { line: 0, character: text.indexOf('name=') + 1 };
      const lenses = await connection.sendRequest(CodeLensRequest.type, { textDocument });
      words['lenses'] = (lenses ?? []).map(({ command }) => command?.title ?? '');
      const actions = await connection.sendRequest(CodeActionRequest.type, {
        textDocument,
        range: { start: { line: 0, character: 0 }, end: { line: 0, character: text.length } },
        context: { diagnostics: [], only: ['quickfix', 'refactor'] },
      });
      words['actions'] = (actions ?? []).map(({ title }) => title);
      const hover = await connection.sendRequest(HoverRequest.type, { textDocument, position });
      assert.ok(MarkupContent.is(hover?.contents));
      words['hover'] = hover.contents.value.split('\n\n').slice(-1);
      const items = await connection.sendRequest(CompletionRequest.type, {
        textDocument,
        position: { line: 0, character: text.indexOf('<disks>') + '<disks>'.length },
      });
      assert.ok(Array.isArray(items));
      words['completion'] = items.map(({ label }) => label).filter((label) => label.includes(' '));
    },
    actingCapabilities,
    nothingOutside,
    {
      params: { initializationOptions: options },
    },
  );
  return words;
}

const place = '<domainbackup mode="psh"><disks><disk name="vda" backup="noo"/></disks></domainbackup>';

test('code lenses, fixes, hover and whole disks are in the language of the client', async () => {
  const german = await wordsOf(place, { strings });
  assert.deepEqual(german, {
    lenses: ['Sicherung starten', 'Prüfen'],
    actions: [
      'Meinten Sie „push“?',
      '„pull“ schreiben, dann: <server> hinzufügen',
      'Meinten Sie „no“?',
      '„yes“ schreiben',
      'In das Format von 2017 umwandeln',
    ],
    hover: ['Wert: a disk target such as vda.'],
    completion: ['Datenträger in eine Datei', 'Datenträger auf ein Blockgerät', 'ausgenommener Datenträger'],
  });
});

test('without strings, and with none that are any, everything is English', async () => {
  const english = await wordsOf(place, {});
  assert.deepEqual(english['lenses'], ['Start Backup', 'Check']);
  assert.deepEqual(english['completion'], ['disk to a file', 'disk to a block device', 'excluded disk']);
  assert.deepEqual(await wordsOf(place, { strings: { Check: 1 } }), english);
});
