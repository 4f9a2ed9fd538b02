import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BackupError } from '../../engine/backup/errors';
import { mention, ofRun, tellsOwner, told, toldTogether, wholeText } from '../../engine/backup/names/told';

const run = '20261122-233355-k3f9';
const other = '20261121-010203-a1b2';

test('a text keeps its runs apart, and reads as if it did not', () => {
  const what = told`Disk "${'vda'}"${ofRun(run)}`;
  const text = told`${what} builds on ${mention(other)}.`;
  assert.equal(text.message, `Disk "vda" of run ${run} builds on run ${other}.`);
  assert.equal(
    wholeText(text.parts, ({ lead, run: id }) => `${lead}${id === run ? 'tuesday' : 'monday'}`),
    'Disk "vda" of run tuesday builds on run monday.',
  );
});

test('an id in the name of a file is no mention of the run', () => {
  const { parts } = told`${mention(run, 'Run ')}: its manifest "${`/run ${run}/${run}.json`}" is gone.`;
  assert.deepEqual(
    parts.filter((part) => typeof part !== 'string').map(({ lead }) => lead),
    ['Run '],
  );
});

test('what only tells whose something is can be left out, with the words that lead to it', () => {
  const { parts } = told`Disk "vda"${ofRun(run)} builds on ${mention(other)}.`;
  const word = wholeText(parts, (one) => (tellsOwner(one) ? '' : `${one.lead}${one.run}`));
  assert.equal(word, `Disk "vda" builds on run ${other}.`);
});

test('an error carries the parts of its message', () => {
  const error = new BackupError(toldTogether([told`${mention(run, 'Run ')} stays.`, told`So be it.`]));
  assert.equal(error.message, `Run ${run} stays. So be it.`);
  assert.equal(
    wholeText(error.parts, () => 'It'),
    'It stays. So be it.',
  );
});
