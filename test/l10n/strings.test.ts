import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  files,
  findGaps,
  keysOfManifest,
  languages,
  readStrings,
  stringsOfCode,
} from '../../scripts/lib/strings.mjs';

const advice = 'run `npm run l10n`, and translate what it names';

test('every string of the code stands in the bundle that translations are made from', async () => {
  assert.deepEqual(await readStrings(files.code()), await stringsOfCode(), advice);
});

test('every string that the manifest asks for is there, and no other', async () => {
  const strings = await readStrings(files.manifest());
  assert.deepEqual(findGaps(await keysOfManifest(), strings, strings), [], advice);
});

for (const language of languages) {
  test(`everything is translated into ${language}, with the same placeholders and commands`, async () => {
    for (const file of [files.code, files.manifest]) {
      const originals = await readStrings(file());
      const gaps = findGaps(Object.keys(originals), originals, await readStrings(file(language)));
      assert.deepEqual(gaps, [], `${file(language)}: ${advice}`);
    }
  });
}

for (const language of languages) {
  test(`what is two words in a row is two words in ${language}, too: a completed backup may be no full one`, async () => {
    const words = Object.entries(await readStrings(files.code(language))).filter(([key]) =>
      /^[a-z -]+…?$/.test(key),
    );
    assert.ok(words.length > 40, String(words.length));
    const twice = words.filter(([, word], at) => words.slice(0, at).some(([, other]) => other === word));
    assert.deepEqual(twice, []);
  });
}

test('a missing, a stale and a differing translation are each told', () => {
  const originals = { a: 'A {0}', b: '[B](command:b)', c: 'C' };
  assert.deepEqual(findGaps(Object.keys(originals), originals, { a: 'A {1}', b: '[x](command:b)', d: 'D' }), [
    'not translated: c',
    'nobody asks for it: d',
    'other placeholders or commands than in English: a',
  ]);
});

test('German tells verifying a backup from checking a document', async () => {
  for (const file of [files.code, files.manifest]) {
    const translated = await readStrings(file('de'));
    for (const [key, original] of Object.entries(await readStrings(file()))) {
      if (!/verif/i.test(original)) continue;
      const german = translated[key] ?? '';
      assert.match(german, /verifizier/i, original);
      assert.doesNotMatch(german, /prüf(?!summe)/i, original);
    }
  }
});
