import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { TextDocumentEdit, type CodeAction } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { checkDocument, parseDocument } from '../../engine/document';
import { parseRng } from '../../engine/document/schema/rngTree';
import { abilitiesOf } from '../../server/clientAbilities';
import { createLanguageService } from '../../server/languageService';
import { mistakesIn } from '../document/support/mistakes';
import { SampleGenerator } from '../schema/generateSample';
import { mutated } from '../schema/mutateSample';
import { Random } from '../schema/random';
import { writeSample } from '../schema/xmlSample';
import { actingCapabilities, canHide } from './support/actionCheck';
import { edited, seedTexts } from './support/fuzz';

const service = createLanguageService(abilitiesOf(actingCapabilities));

function countsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { code } of checkDocument(parseDocument(text))) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

function applied(document: TextDocument, { edit, title }: CodeAction): string {
  const [change] = edit?.documentChanges ?? [];
  assert.ok(TextDocumentEdit.is(change), title);
  return TextDocument.applyEdits(
    document,
    change.edits.filter((each) => 'newText' in each && 'range' in each),
  );
}

/** Applies everything that is offered, and gives how much that is. */
function checkActions(text: string): number {
  const document = TextDocument.create('file:///backups/a.xml', 'domainbackup', 1, text);
  const before = countsOf(text);
  const range = { start: document.positionAt(0), end: document.positionAt(text.length) };
  const only = ['quickfix', 'source.fixAll'];
  const actions = service.codeActions(document, range, { diagnostics: [], only });
  for (const action of actions) {
    const after = countsOf(applied(document, action));
    const explain = `${action.title}\n${text}\n${applied(document, action)}`;
    const own = action.diagnostics?.[0]?.code?.toString() ?? '';
    for (const [code, count] of after) {
      assert.ok(count <= (before.get(code) ?? 0) || canHide(action, code), `${code} by ${explain}`);
    }
    if (own !== '') assert.ok((after.get(own) ?? 0) < (before.get(own) ?? 0), explain);
  }
  return actions.length;
}

test('every fix that is offered for a generated document mends its problem and makes no other', () => {
  const random = new Random(7);
  const generator = new SampleGenerator(parseRng(readFileSync('schemas/domainbackup.rng', 'utf8')), random);
  let fixes = 0;
  for (let round = 0; round < 150; round += 1) {
    const document = mutated(generator.document(), generator.document(), random);
    fixes += checkActions(writeSample(document, random));
  }
  assert.ok(fixes > 150, `only ${fixes} fixes`);
});

test('so does every fix for a document that was edited at random', () => {
  const random = new Random(8);
  const seeds = seedTexts();
  let fixes = 0;
  for (let round = 0; round < 150; round += 1) {
    fixes += checkActions(edited(random.pick(seeds), random.pick(seeds), random));
  }
  assert.ok(fixes > 100, `only ${fixes} fixes`);
});

test('so does every fix for a single mistake', () => {
  let fixes = 0;
  let count = 0;
  for (const text of seedTexts()) {
    for (const mistake of mistakesIn(text)) {
      count += 1;
      if (count % 11 === 0) fixes += checkActions(mistake.text);
    }
  }
  assert.ok(fixes > 400, `only ${fixes} fixes`);
});
