import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import type { RunOptions } from '../../engine';
import { assertIdentical, backupXml, fileDisk, setUp, startXml } from './support';

const cases: [options: Partial<RunOptions>, offloaded: 'yes' | 'no'][] = [
  [{}, 'yes'],
  [{ copyOffload: 'off' }, 'no'],
  // The kernel compresses nothing.
  [{ compress: 'on' }, 'no'],
];

for (const [options, offloaded] of cases) {
  test(`with ${JSON.stringify(options)} copies are offloaded: ${offloaded}`, async (t) => {
    const { machine, client, folder } = await setUp(t);
    const sent: string[] = [];
    client.observe((traffic) => {
      if (traffic.kind === 'sent' && traffic.command === 'transaction') sent.push(JSON.stringify(traffic));
    });
    const target = path.join(folder, 'vda.qcow2');
    const backup = await startXml(client, backupXml(fileDisk('vda', target)), { options });
    assert.equal((await backup.finished).outcome, 'completed');
    assert.equal(sent.length, 1);
    const offload = '"x-perf":{"use-copy-range":true,"max-chunk":1048576}';
    assert.equal(sent[0]?.includes(offload), offloaded === 'yes', sent[0]);
    await assertIdentical(machine.disks[0]!.path, 'qcow2', target, 'qcow2');
  });
}
