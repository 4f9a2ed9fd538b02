import { test } from 'node:test';
import { Random } from '../schema/random';
import { enlarged, fuzzTexts, Interrogation, seedTexts } from './support/fuzz';

test('400 random edits bring forth no failure, no slow answer and no range outside the text', async () => {
  const random = new Random(20_261_123);
  const interrogation = new Interrogation();
  for (const text of fuzzTexts(random, { rounds: 400, freshness: 0.1, monsters: 0 }))
    await interrogation.ask(text, random);
});

test('neither do a line of 5 MB and 10,000 levels of nesting', async () => {
  const random = new Random(5);
  const interrogation = new Interrogation();
  for (const text of seedTexts().slice(0, 3)) await interrogation.ask(enlarged(text, random), random);
});
