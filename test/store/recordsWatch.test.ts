import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { RecordsWatch } from '../../client/history/recordsWatch';

/** A watch of two folders of which none is there yet. */
async function setUp(t: TestContext) {
  const root = await mkdtemp(path.join(tmpdir(), 'domainbackup-watch-'));
  const folders = [path.join(root, 'own'), path.join(root, 'state', 'other')];
  const events = new EventEmitter();
  let told = 0;
  const watch = new RecordsWatch({
    folders: async () => folders,
    onChange: () => {
      told += 1;
      events.emit('change');
    },
    onError: (error) => assert.fail(String(error)),
  });
  t.after(async () => {
    watch.dispose();
    await rm(root, { recursive: true, force: true });
  });
  const write = async (folder: string | undefined, name: string): Promise<void> => {
    await mkdir(folder ?? '', { recursive: true });
    await writeFile(path.join(folder ?? '', name), '{}');
  };
  return { folders, watch, write, told: () => told, change: () => once(events, 'change') };
}

test('what another program writes is told while somebody watches, also in a folder that was not there before', async (t) => {
  const { folders, watch, write, change } = await setUp(t);
  await watch.setAudience('watching');
  for (const folder of folders)
    for (const name of ['1.json', '2.json']) {
      const changed = change();
      await write(folder, name);
      await changed;
    }
});

test('what was written while nobody watched is told as soon as somebody does, and only if there is something', async (t) => {
  const { folders, watch, write, told, change } = await setUp(t);
  await write(folders[0], '1.json');
  await watch.setAudience('watching');
  assert.equal(told(), 0, 'who begins to watch has read it');
  await watch.setAudience('away');
  await watch.setAudience('watching');
  assert.equal(told(), 0, 'nothing was written');
  await watch.setAudience('away');
  await write(folders[0], '2.json');
  const changed = change();
  await watch.setAudience('watching');
  await changed;
  assert.equal(told(), 1);
});
