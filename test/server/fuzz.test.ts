import { test } from 'node:test';
import { Random } from '../support/random';
import { fuzzTexts, insertedAt, Interrogation, monsters, seedTexts } from './support/fuzz';

test('400 random edits bring forth no failure, no slow answer and no range outside the text', async () => {
  const random = new Random(20_261_123);
  const interrogation = new Interrogation();
  for (const text of fuzzTexts(random, { rounds: 400, freshness: 0.1, monsters: 0 }))
    await interrogation.ask(text, random);
});

for (const monster of monsters) {
  const text = monster();
  test(`neither do ${text.length} characters that begin with ${JSON.stringify(text.slice(0, 20))}`, async () => {
    const random = new Random(5);
    const seed = seedTexts().find((each) => each.includes('<disks>')) ?? '';
    await new Interrogation().ask(insertedAt(seed, seed.indexOf('<disks>') + '<disks>'.length, text), random);
  });
}
