import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { CodeAction } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { checkDocument, parseDocument } from '../../engine/document';
import { parseRng } from '../../engine/document/schema/rngTree';
import { abilitiesOf } from '../../server/clientAbilities';
import { createLanguageService } from '../../server/languageService';
import { mistakesIn } from '../document/support/mistakes';
import { SampleGenerator } from '../schema/generateSample';
import { mutated } from '../schema/mutateSample';
import { Random } from '../support/random';
import { writeSample } from '../schema/xmlSample';
import { actingCapabilities, applied, problemsMade } from './support/actionCheck';
import { list, toFile } from './support/formFixCases';
import { edited, seedTexts } from './support/fuzz';

const service = createLanguageService(abilitiesOf(actingCapabilities));

function countsOf(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { code } of checkDocument(parseDocument(text))) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}

function actionsOf(document: TextDocument, only = ['quickfix', 'refactor', 'source.fixAll']): CodeAction[] {
  const range = { start: document.positionAt(0), end: document.positionAt(document.getText().length) };
  return service.codeActions(document, range, { diagnostics: [], only });
}

function documentOf(text: string): TextDocument {
  return TextDocument.create('file:///backups/a.xml', 'domainbackup', 7, text);
}

/** Applies everything that is offered, and gives how much that is. */
function checkActions(text: string): number {
  const document = documentOf(text);
  const before = countsOf(text);
  const actions = actionsOf(document).filter(({ disabled }) => !disabled);
  for (const action of actions) {
    const changed = applied(text, action);
    const after = countsOf(changed);
    const explain = `${action.title}\n${text}\n${changed}`;
    const own = action.diagnostics?.[0]?.code?.toString() ?? '';
    assert.deepEqual(problemsMade(action, text, changed), [], explain);
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

/** Documents in which a name decides what else is wrong, beside the others. */
const meaningful = [
  list('<disk name="vda" backup="no"/><disk name="vdb" backup="no"/>'),
  list('<disk name="vda" backup="no"/>'),
  list('<disk name="vda" incremental="c1"/><disk name="vdb"/>'),
  list(toFile('vda', '/a') + toFile('vdb', '/a')),
  list('<disk name="vda" type="file"><target file="/a"/><driver type="vmdk"/></disk>'),
  list('<disk name="vda" backupmode="incremental"/>'),
  list('<disk name="vda" incremental="c1"/><disk name="vdb" backupmode="full"/>'),
  '<domainbackup><incremental/></domainbackup>',
  '<domainbackup mode="pull"><server transport="fd" fdgroup="a"/></domainbackup>',
];

test('a slip in a name has a preferred fix that gives the name back, whatever else that shows', () => {
  let slips = 0;
  // Of the domain in a checkpoint nothing is checked.
  const seeds = seedTexts().filter((text) => !/<domain[\s>]/.test(text));
  for (const text of [...seeds, ...meaningful]) {
    for (const { what, text: slipped } of mistakesIn(text)) {
      if (!/ as (?!wrong)/.test(what)) continue;
      slips += 1;
      const document = documentOf(slipped);
      const preferred = actionsOf(document, ['quickfix']).filter(({ isPreferred }) => isPreferred);
      const mended = preferred.map((action) => applied(slipped, action));
      assert.ok(mended.includes(text), `${what}:\n${slipped}\n${mended.join('\n')}`);
    }
  }
  assert.ok(slips > 2000, `only ${slips} slips`);
});
