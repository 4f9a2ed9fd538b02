import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bundledSchemas, parseDocument } from '../../engine/document';
import { validate } from '../../engine/document/schema/validator';
import { Random } from '../support/random';
import { xmllintOpinions, type Verdict } from '../schema/xmllint';
import { fuzzTexts } from './support/fuzz';

const rounds = Number(process.env['DOMAINBACKUP_FUZZ_ROUNDS'] ?? 4000);
const seed = Number(process.env['DOMAINBACKUP_FUZZ_SEED'] ?? 1);

interface Judged {
  text: string;
  root: string;
  ours: Verdict;
}

/** Our verdict, by the schema alone; absent where the text is not well-formed to us. */
function judged(text: string): Judged | undefined {
  const document = parseDocument(text);
  if (document.problems.some(({ severity }) => severity === 'error')) return undefined;
  const root = document.root?.localName === 'domaincheckpoint' ? 'domaincheckpoint' : 'domainbackup';
  const isValid = validate(document, bundledSchemas.named(root)).every(
    ({ severity }) => severity !== 'error',
  );
  return { text, root, ours: isValid ? 'valid' : 'invalid' };
}

test(`on whatever is still well-formed after random edits (${rounds}, seed ${seed}), xmllint's verdict is ours`, async (t) => {
  const random = new Random(seed);
  // xmllint processes document types, reads bytes in the encoding that is declared, and cannot be given half a
  // character.
  const isComparable = (text: string): boolean =>
    !text.includes('<!DOCTYPE') &&
    !/<\?xml[^>]* encoding=(?!"UTF-8")/.test(text) &&
    !/[\uD800-\uDFFF]/.test(text.replaceAll(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g, ''));
  const texts = [...new Set(fuzzTexts(random, { rounds, freshness: 0.6, monsters: 0 }))].filter(isComparable);
  const all = texts.flatMap((text) => judged(text) ?? []);
  const quarrels: string[] = [];
  const counts = { valid: 0, invalid: 0 };
  for (const root of ['domainbackup', 'domaincheckpoint']) {
    const ours = all.filter((each) => each.root === root);
    const theirs = await xmllintOpinions(
      `schemas/${root}.rng`,
      ours.map(({ text }) => text),
    );
    for (const [index, each] of ours.entries()) {
      counts[each.ours] += 1;
      if (theirs[index] !== each.ours)
        quarrels.push(`we say ${each.ours}, xmllint says ${theirs[index]}:\n${each.text}`);
    }
  }
  t.diagnostic(`${texts.length} texts, ${counts.valid} valid, ${counts.invalid} invalid`);
  assert.ok(counts.valid > rounds / 20 && counts.invalid > rounds / 20, JSON.stringify(counts));
  assert.equal(quarrels.length, 0, `${quarrels.length} quarrels\n${quarrels.slice(0, 10).join('\n\n')}`);
});
