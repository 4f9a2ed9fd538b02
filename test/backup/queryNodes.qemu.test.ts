import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { queryNodes } from '../../engine/backup/machine/queryNodes';
import { TargetMaker } from '../../engine/backup/targets/targetMaker';
import type { PlannedDisk } from '../../engine';
import { connectTo, setUp } from './support';

const RUN = '20261125-101500-ab12';

/** A target that is to be made. */
function diskTo(target: string, index: number): PlannedDisk {
  return {
    disk: `disk${index}`,
    index,
    node: '',
    size: 1024 * 1024,
    job: `job${index}`,
    copy: { kind: 'full' },
    target: { type: 'file', path: target, format: 'qcow2', writtenTo: target },
  };
}

test('looking at a machine again and again while targets are made on it leaves QEMU alive', async (t) => {
  const { client, second, folder } = await setUp(t);
  const onlooker = await connectTo(t, second);
  const making = new AbortController();
  const look = async () => {
    while (!making.signal.aborted) await queryNodes(onlooker);
  };
  const make = async () => {
    const maker = new TargetMaker(client, RUN);
    // As starts of backups with two disks do, one after the other.
    for (let index = 0; index < 20; index += 2) {
      const disks = [index, index + 1].map((one) => diskTo(path.join(folder, `${one}`), one));
      await maker.makeAll(disks);
      await delay(20);
    }
    making.abort();
  };
  await Promise.all([look(), make()]);
  const targets = (await queryNodes(client)).filter((node) => node['node-name']?.startsWith(`db-${RUN}`));
  assert.equal(targets.length, 40);
});
