import assert from 'node:assert/strict';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { openAnnouncedRecords, openRunRecords, otherRecords } from '../../engine';
import { defaultRecordsFolder } from '../../engine/backup/records/stateFolder';
import { sampleRecord } from './sampleRecord';
import { folderFor } from '../support/folderFor';
import { stateFor } from '../support/stateFor';

/** A state folder and a folder for other programs' records, both of this test alone. */
async function placesFor(t: TestContext): Promise<{ places: string; folder: string }> {
  const state = await stateFor(t);
  return { places: path.join(state, 'domainbackup', 'places'), folder: await folderFor(t) };
}

const others = async () =>
  (await otherRecords(openRunRecords(defaultRecordsFolder()))).map(({ folder }) => folder);

test('a program that looks for the records of others while they write their first loses none of them', async (t) => {
  const { folder } = await placesFor(t);
  const own = Array.from({ length: 100 }, (_, number) => path.join(folder, String(number), 'runs'));
  const enough = new AbortController();
  const looks = (async () => {
    while (!enough.signal.aborted) await others();
  })();
  for (const one of own) await openAnnouncedRecords(one).write(sampleRecord());
  enough.abort();
  await looks;
  assert.deepEqual((await others()).toSorted(), own.toSorted());
});

test('records that are away for a while are found again, also those of a program that could not tell of them at first', async (t) => {
  const { places, folder } = await placesFor(t);
  const own = path.join(folder, 'runs');
  const records = openAnnouncedRecords(own);
  await records.write(sampleRecord());
  await rename(own, `${own}.away`);
  await others();
  await rename(`${own}.away`, own);
  assert.deepEqual(await others(), [own]);

  await rm(path.dirname(places), { recursive: true });
  await writeFile(path.dirname(places), 'no folder');
  await records.write(sampleRecord());
  await rm(path.dirname(places));
  assert.deepEqual(await others(), []);
  await records.listOpen();
  assert.deepEqual(await others(), [own]);
});

test('who cannot look where other programs keep their records is told so, and takes none for all', async (t) => {
  const { places, folder } = await placesFor(t);
  assert.deepEqual(await others(), []);
  await openAnnouncedRecords(path.join(folder, 'runs')).write(sampleRecord());
  await rename(places, `${places}.away`);
  await writeFile(places, 'no folder');
  await assert.rejects(others(), {
    name: 'BackupError',
    message: /"\S+places" cannot be read: a part of the path/,
  });
  await rm(places);
  await mkdir(path.join(places, 'unreadable'), { recursive: true });
  await assert.rejects(others(), /"\S+unreadable" cannot be read: it is a folder/);
});
