import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { bundledSchemas } from '../../engine/document/schema/schemas';
import { parseRng } from '../../engine/document/schema/rngTree';
import { validate } from '../../engine/document/schema/validator';
import { parseDocument } from '../../engine/document/xml/parse';
import { SampleGenerator } from './generateSample';
import { mutated } from './mutateSample';
import { Random } from '../support/random';
import { writeSample } from './xmlSample';
import { xmllintVerdicts, type Verdict } from './xmllint';

const seed = 20170512;
const languages = [
  { root: 'domainbackup', sampleCount: 3300 },
  { root: 'domaincheckpoint', sampleCount: 1500 },
];

interface Judged {
  text: string;
  /** Documents that were not mutated are valid by construction. */
  origin: 'made from the schema' | 'mutated';
}

function makeDocuments(rng: string, sampleCount: number): Judged[] {
  const random = new Random(seed);
  const generator = new SampleGenerator(parseRng(rng), random);
  return Array.from({ length: sampleCount }, (_, index) => {
    const origin = index % 3 === 0 ? 'made from the schema' : 'mutated';
    const document = generator.document();
    const final = origin === 'mutated' ? mutated(document, generator.document(), random) : document;
    return { text: writeSample(final, random), origin };
  });
}

/** By the schema alone: what it cannot say, xmllint cannot either. */
function ourVerdict(text: string, root: string): Verdict {
  const document = parseDocument(text);
  return document.problems.length === 0 && validate(document, bundledSchemas.named(root)).length === 0
    ? 'valid'
    : 'invalid';
}

for (const { root, sampleCount } of languages) {
  test(`our verdict on ${sampleCount} ${root} documents is the same as that of xmllint with the same schema`, async () => {
    const schemaFile = `schemas/${root}.rng`;
    const documents = makeDocuments(await readFile(schemaFile, 'utf8'), sampleCount);
    const theirs = await xmllintVerdicts(
      schemaFile,
      documents.map(({ text }) => text),
    );
    const counts: Record<Verdict, number> = { valid: 0, invalid: 0 };
    const quarrels: string[] = [];
    for (const [index, { text, origin }] of documents.entries()) {
      const ours = ourVerdict(text, root);
      const expected = theirs[index];
      counts[ours] += 1;
      if (ours !== expected || (origin === 'made from the schema' && ours !== 'valid')) {
        quarrels.push(`document ${index} (${origin}): we say ${ours}, xmllint says ${expected}:\n${text}`);
      }
    }
    assert.equal(
      quarrels.length,
      0,
      `seed ${seed}, ${quarrels.length} quarrels\n${quarrels.slice(0, 10).join('\n\n')}`,
    );
    for (const verdict of ['valid', 'invalid'] as const) {
      assert.ok(
        counts[verdict] >= sampleCount * 0.3,
        `seed ${seed}: only ${counts[verdict]} documents are ${verdict}`,
      );
    }
  });
}
