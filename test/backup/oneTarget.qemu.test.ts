import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import {
  openAnnouncedRecords,
  PlanError,
  planBackup,
  readDefinition,
  startBackup,
  type RunRecords,
} from '../../engine';
import { thisProcess } from '../../engine/backup/records/processIdentity';
import { filesIn } from './filesIn';
import { sampleRecord } from './sampleRecord';
import {
  assertIdentical,
  assertNothingLeft,
  backupXml,
  fileDisk,
  folderFor,
  LOCAL,
  RECORDED,
  setUp,
  startXml,
  TWO_SLOW_DISKS,
  until,
} from './support';
import { stateFor } from '../support/stateFor';

test('a file that has taken the name of a target meanwhile stays, and the message says where the whole copy is', async (t) => {
  const { machine, client, folder } = await setUp(t, TWO_SLOW_DISKS);
  const target = path.join(folder, 'b');
  const backup = await startXml(client, backupXml(fileDisk('vdb', target)));
  await until(backup, ({ disks }) => disks[0]!.current > 0);
  await writeFile(target, 'precious');
  const { outcome, disks } = await backup.finished;
  assert.equal(outcome, 'failed');
  const partial = `${target}.${backup.id}.partial`;
  assert.equal(
    disks[0]!.error,
    `All of it is in "${partial}", which could not be given its name: "${target}" was made by somebody else meanwhile, and nothing existing is overwritten. It is no backup: make it again, then remove that file.`,
  );
  assert.equal(await readFile(target, 'utf8'), 'precious');
  await assertIdentical(machine.disks[1]!.path, 'raw', partial, 'qcow2');
  await assertNothingLeft(client);
});

/** Another run on record that is prepared by a program that lives, for the target of a plan. */
async function rivalFor(run: string, target: string) {
  const [disk] = sampleRecord().disks;
  return sampleRecord({
    run,
    client: await thisProcess(),
    disks: [{ ...disk!, target: { ...disk!.target, path: target } }],
  });
}

for (const [end, id] of [
  ['started', 'zzzy'],
  ['ended', 'zzzz'],
] as const) {
  const fate = end === 'started' ? 'gives way once that has started' : 'goes on once that has failed';
  test(`a start waits for one that was planned later, and may have looked earlier: it ${fate}`, async (t) => {
    const { client, folder } = await setUp(t);
    const target = path.join(folder, 'a');
    const plan = await planBackup(client, readDefinition(backupXml(fileDisk('vda', target))), LOCAL);
    const rival = await rivalFor(`29991231-235959-${id}`, target);
    const failed = { ...rival, state: 'ended', endedAt: 1, outcome: 'failed' } as const;
    await LOCAL.records.write(rival);
    t.after(() => LOCAL.records.write(failed));
    let looks = 0;
    const records: RunRecords = {
      ...LOCAL.records,
      async listOpen() {
        looks += 1;
        const open = await LOCAL.records.listOpen();
        if (looks === 3) await LOCAL.records.write(end === 'started' ? { ...rival, state: end } : failed);
        return open;
      },
    };
    const started = startBackup(client, plan, { ...RECORDED, records });
    if (end === 'ended') {
      assert.equal((await (await started).finished).outcome, 'completed');
      assert.deepEqual(await filesIn(folder), ['a']);
    } else {
      await assert.rejects(
        started,
        (error) => error instanceof PlanError && error.message.includes(rival.run),
      );
      assert.deepEqual(await filesIn(folder), []);
    }
    assert.ok(looks > 3, `${looks} looks`);
    await assertNothingLeft(client);
  });
}

test('a start gives way to one of another program, whose records are elsewhere, and names it', async (t) => {
  await stateFor(t);
  const { client, folder } = await setUp(t);
  const target = path.join(folder, 'a');
  const theirs = openAnnouncedRecords(path.join(await folderFor(t), 'runs'));
  const rival = await rivalFor('20200101-000000-zzzz', target);
  await theirs.write(rival);
  await assert.rejects(
    startXml(client, backupXml(fileDisk('vda', target))),
    (error) => error instanceof PlanError && error.message.includes(rival.run),
  );
  assert.deepEqual(await filesIn(folder), []);
  await assertNothingLeft(client);
});
