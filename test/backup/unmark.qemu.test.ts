import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { PlannedDisk } from '../../engine';
import { queryNodes } from '../../engine/backup/machine/queryNodes';
import { unfinishedMark } from '../../engine/backup/names/unfinishedMark';
import type { Remains } from '../../engine/backup/targets/remains';
import { TargetMaker } from '../../engine/backup/targets/targetMaker';
import { unmark } from '../../engine/backup/targets/unmark';
import { connectTo, setUp } from './support';

const RUN = '20261125-101500-ab12';

test('the marks of two targets go once, whoever of two clients is first, and one that stays is told with why', async (t) => {
  const { client, second, folder } = await setUp(t);
  const other = await connectTo(t, second);
  const targets = ['a', 'b'].map((name) => path.join(folder, name));
  const maker = new TargetMaker(client, RUN);
  const disks = targets.map((target, index): PlannedDisk => ({
    disk: `disk${index}`,
    index,
    node: '',
    size: 1024 * 1024,
    job: `job${index}`,
    copy: { kind: 'full' },
    target: { type: 'file', path: target, format: 'qcow2', writtenTo: target },
  }));
  await maker.makeAll(disks);
  // They are made at the same time, and stand in the order in which they were ready.
  const [formats, protocols] = [maker.formats.toSorted(), maker.protocols.toSorted()];
  const remains: Remains = {
    run: RUN,
    bitmaps: 'none',
    jobs: [],
    formats,
    protocols,
    written: [],
    files: [],
    named: [],
    locality: 'local',
    partial: 'remove',
  };
  const marked = async () =>
    (await queryNodes(client)).filter((node) =>
      node['dirty-bitmaps'].some(({ name }) => name === unfinishedMark(RUN)),
    ).length;
  assert.equal(await marked(), 2);

  // As one that nobody may write to: QEMU refuses to change it.
  const [first = '', last = ''] = formats;
  await client.execute('blockdev-del', { 'node-name': first });
  const readOnly = { driver: 'qcow2', file: protocols[0]!, backing: null, 'read-only': true };
  await client.execute('blockdev-add', { ...readOnly, 'node-name': first });
  const { removed, stay: stays } = await unmark(client, remains);
  assert.deepEqual(removed, [last]);
  assert.deepEqual([[...stays.keys()], await marked()], [[targets[0]], 1]);
  assert.match(stays.get(targets[0]!) ?? '', /readonly|no write access/);

  await client.execute('blockdev-del', { 'node-name': first });
  await client.execute('blockdev-add', { ...readOnly, 'read-only': false, 'node-name': first });
  const both = await Promise.all([client, other].map((one) => unmark(one, remains)));
  assert.deepEqual(
    [both.flatMap(({ removed: nodes }) => nodes), both.map(({ stay }) => stay.size), await marked()],
    [[first], [0, 0], 0],
  );
  for (const node of [first, last]) await client.execute('blockdev-del', { 'node-name': node });
  assert.deepEqual(await unmark(client, remains), { removed: [], stay: new Map() });
});
