import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { checkDocument, parseDocument } from '../../engine/document';
import type { Words } from '../../engine/document/wording';
import { files, languages, readStrings } from '../../scripts/lib/strings.mjs';
import { mistakesIn } from '../document/support/mistakes';

/** Every template that words are made of. */
function templatesOf(words: Words): string[] {
  if (typeof words === 'string') return [];
  return 'template' in words ? [words.template, ...templatesOf(words.parts)] : words.flatMap(templatesOf);
}

// A template that is not written out at the call of `say` is not found there, and so would be missed without a word.
for (const language of languages) {
  test(`whatever is wrong with an example after a mistake is told in ${language}, too`, async () => {
    const strings = await readStrings(files.code(language));
    const said = new Set<string>();
    for (const file of readdirSync('examples').filter((each) => each.endsWith('.xml'))) {
      for (const { text } of mistakesIn(readFileSync(`examples/${file}`, 'utf8'))) {
        for (const problem of checkDocument(parseDocument(text))) {
          for (const wording of [problem, ...(problem.related ?? [])])
            for (const template of templatesOf(wording)) said.add(template);
        }
      }
    }
    assert.ok(said.size > 25, `${said.size} templates`);
    assert.deepEqual(
      [...said].filter((template) => strings[template] === undefined),
      [],
    );
  });
}
