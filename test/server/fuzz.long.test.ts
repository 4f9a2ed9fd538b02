import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../support/random';
import { fuzzTexts, Interrogation } from './support/fuzz';

const rounds = Number(process.env['DOMAINBACKUP_FUZZ_ROUNDS'] ?? 20_000);
const seed = Number(process.env['DOMAINBACKUP_FUZZ_SEED'] ?? 1);

test(`${rounds} random edits (seed ${seed}) bring forth no failure, no slow answer and no range outside the text`, async (t) => {
  assert.ok(rounds > 0 && Number.isInteger(seed));
  const random = new Random(seed);
  const interrogation = new Interrogation();
  for (const text of fuzzTexts(random, { rounds, freshness: 0.1, monsters: 0.002 }))
    await interrogation.ask(text, random);
  const slowest = [...interrogation.slowest].map(([verb, ms]) => `${verb} ${Math.round(ms)} ms`);
  t.diagnostic(`slowest answers: ${slowest.join(', ')}`);
});
