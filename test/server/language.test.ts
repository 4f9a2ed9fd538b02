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
import { bundledSchemas } from '../../engine/document';
import { nothingOutside } from '../../server/outside';
import { actingCapabilities } from './support/actionCheck';
import { fullCapabilities, withMemoryClient } from './support/memoryClient';

const uri = 'file:///backups/nightly.xml';
const strings: unknown = JSON.parse(readFileSync('l10n/bundle.l10n.de.json', 'utf8'));

// The words of one server are those of the process; the next one that introduces itself sets its own.
after(() => l10n.config({ contents: {} }));

/** What a server says about a document: its problems, code lenses, fixes, completion and hover. */
async function wordsOf(text: string, options: object): Promise<Record<string, string[]>> {
  const words: Record<string, string[]> = {};
  await withMemoryClient(
    async (client) => {
      await client.open(uri, text);
      const { connection } = client;
      const textDocument = { uri };
      const position = { line: 0, character: text.indexOf('name=') + 1 };
      const { diagnostics } = await client.report((each) => each.uri === uri);
      words['problems'] = diagnostics.map(({ message }) => (typeof message === 'string' ? message : ''));
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
      words['hover'] = hover.contents.value.split('\n\n');
      const items = await connection.sendRequest(CompletionRequest.type, {
        textDocument,
        position: { line: 0, character: text.indexOf('<disks>') + '<disks>'.length },
      });
      assert.ok(Array.isArray(items));
      words['completion'] = items.map(({ label }) => label).filter((label) => label.includes(' '));
      words['documentation'] = items.flatMap(({ label, documentation }) =>
        label === 'disk' && MarkupContent.is(documentation)
          ? documentation.value.split('\n\n').slice(0, 1)
          : [],
      );
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

test('problems, code lenses, fixes, hover and whole disks are in the language of the client', async () => {
  const german = await wordsOf(place, { strings });
  assert.deepEqual(german, {
    problems: [
      'Wert des Attributs „mode“ ist „psh“; erwartet wird push oder pull',
      'Wert des Attributs „backup“ ist „noo“; erwartet wird no oder yes',
    ],
    lenses: ['Sicherung starten', 'Prüfen'],
    actions: [
      'Meinten Sie „push“?',
      '„pull“ schreiben, dann: <server> hinzufügen',
      'Meinten Sie „no“?',
      '„yes“ schreiben',
      'In das Format von 2017 umwandeln',
    ],
    hover: [
      'Welcher Datenträger der Domain gemeint ist: sein Zielname, etwa `vda`. Jeder Datenträger kann einmal aufgeführt sein.',
      'Wert: der Zielname eines Datenträgers, etwa vda.',
    ],
    completion: ['Datenträger in eine Datei', 'Datenträger auf ein Blockgerät', 'ausgenommener Datenträger'],
    documentation: [
      'Ein Datenträger der Domain und was die Sicherung mit ihm tut. ' +
        'Ein aufgeführter Datenträger nimmt teil, sofern er nicht `backup="no"` hat.',
    ],
  });
});

test('without strings, and with none that are any, everything is English', async () => {
  const english = await wordsOf(place, {});
  assert.deepEqual(english['problems'], [
    'value of attribute "mode" is "psh"; expected push or pull',
    'value of attribute "backup" is "noo"; expected no or yes',
  ]);
  assert.deepEqual(english['lenses'], ['Start Backup', 'Check']);
  assert.deepEqual(english['completion'], ['disk to a file', 'disk to a block device', 'excluded disk']);
  assert.deepEqual(await wordsOf(place, { strings: { Check: 1 } }), english);
});

test('every paragraph that the schemas document something with is translated', () => {
  const translations = new Map(Object.entries(Object(strings)));
  const missing = new Set<string>();
  for (const root of bundledSchemas.roots) {
    for (const { documentation, text, attributes } of bundledSchemas.named(root).elements.values()) {
      const contents = [...Object.values(attributes), ...(text ? [text] : [])];
      const paragraphs = [
        ...documentation,
        ...Object.values(attributes).flatMap((attribute) => attribute.documentation),
        ...contents.flatMap(({ values }) => values.flatMap((value) => value.documentation)),
      ];
      for (const paragraph of paragraphs) if (!translations.has(paragraph)) missing.add(paragraph);
    }
  }
  assert.deepEqual([...missing], []);
});

/** Documents, and what a German server says of each, with the places that explain it. */
const told: [text: string, messages: string[]][] = [
  [
    '<domainbackup><disks><disk name="1"/></disks></domainbackup>',
    ['Wert des Attributs „name“ ist „1“; erwartet wird der Zielname eines Datenträgers, etwa vda'],
  ],
  [
    '<domainbackup><disks><disk name="vda" type="file"><target dev="/a"/></disk></disks></domainbackup>',
    ['Attribut „dev“ ist in diesem „target“ nicht erlaubt; erwartet wird file'],
  ],
  [
    '<domainbackup mode="pull"><server name="" transport="tcp"/></domainbackup>',
    [
      'Wert des Attributs „name“ ist leer; ' +
        'erwartet wird ein Hostname, eine IPv4-Adresse oder eine IPv6-Adresse',
    ],
  ],
  [
    '<domainbackup><disks><disk name="vda"/><disk name="vda"/></disks></domainbackup>',
    ['Datenträger „vda“ ist zweimal aufgeführt', '→ „vda“ steht hier zum ersten Mal'],
  ],
  [
    '<domainbackup mode="push"><disk name="vda"><target file="/a"/></disk></domainbackup>',
    [
      'Das Dokument mischt zwei Dialekte: „mode“ gehört zum aktuellen von libvirt, ' +
        '„disk“ unmittelbar in „domainbackup“ zu dem von 2017; erwartet wird durchgehend einer davon',
      '→ „mode“ gehört zum aktuellen Dialekt von libvirt',
      '→ „disk“ unmittelbar in „domainbackup“ gehört zum Dialekt von 2017',
    ],
  ],
];

test('problems and the places that explain them are whole sentences in the language of the client', async () => {
  await withMemoryClient(
    async (client) => {
      for (const [index, [text, messages]] of told.entries()) {
        const own = `${uri}?${index}`;
        await client.open(own, text);
        const { diagnostics } = await client.report((each) => each.uri === own);
        const said = diagnostics.flatMap(({ message, relatedInformation = [] }) => [
          message,
          ...relatedInformation.map((related) => `→ ${related.message}`),
        ]);
        assert.deepEqual(said, messages);
      }
    },
    fullCapabilities,
    nothingOutside,
    { params: { initializationOptions: { strings } } },
  );
});
