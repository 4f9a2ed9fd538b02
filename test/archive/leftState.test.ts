import assert from 'node:assert/strict';
import { stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { leftState } from '../../engine/backup/catalogue/leftState';
import { partialPath } from '../../engine/backup/names/partialName';
import { newRunId } from '../../engine/backup/names/runId';
import { folderFor } from '../support/folderFor';

const MINUTE = 60_000;

test('a file is what a run has left where it was made and written to within it, and another where neither is so', async (t) => {
  const file = path.join(await folderFor(t), 'a.raw');
  await writeFile(file, 'x');
  const { birthtimeMs: made } = await stat(file);
  assert.ok(made > 0, 'a file system that tells when a file was made');
  for (const [written, from, to, state] of [
    [0, -1, 1, 'own'],
    [5, -1, 1, 'unsure'],
    [-5, -6, -4, 'unsure'],
    [0, -9, -1, 'other'],
    [0, 1, 9, 'other'],
    [5, 1, 4, 'other'],
  ] as const) {
    const time = (made + written * MINUTE) / 1000;
    await utimes(file, time, time);
    const run = newRunId(made + from * MINUTE);
    const words = `written ${written}, run from ${from} to ${to}`;
    assert.equal(await leftState(file, { run, endedAt: made + to * MINUTE }), state, words);
  }
  await utimes(file, made / 1000, made / 1000);
  const run = newRunId(made - 9 * MINUTE);
  // One that was made while the jobs ran is not what they wrote to; of a run that has not ended, nobody knows.
  const startedAt = made - MINUTE;
  assert.equal(await leftState(file, { run, startedAt, endedAt: made + MINUTE }), 'unsure');
  assert.equal(await leftState(file, { run }), 'own');
  const partial = partialPath(file, run);
  await writeFile(partial, 'x');
  assert.equal(await leftState(partial, { run, endedAt: made - MINUTE }), 'own');
  assert.equal(await leftState(`${file}.gone`, { run, endedAt: made - MINUTE }), 'own');
});
