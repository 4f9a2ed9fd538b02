import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { QmpClient } from '../../engine';
import type { Machine } from '../../scripts/throwawayMachine.mjs';
import { assertNothingLeft, backupXml, fileDisk, setUp, startXml } from './support';

const MIB = 1024 * 1024;

/** Backups before the first count: what is loaded or cached once is no growth. */
const WARM_UP = 20;

/** Bytes of our own memory that a backup may leave behind on average: about 200 were measured, of V8's caches. */
const NOISE_PER_BACKUP = 512;

/**
 * Bytes that what V8 compiles and caches meanwhile may take, however many the backups are: 230,000 to 330,000 were
 * measured for 10, and 406,000 for 500.
 */
const NOISE = 512 * 1024;

/** What may not grow, however many backups have been. */
async function countAll(client: QmpClient, { pid }: Machine) {
  const nodes = await client.execute('query-named-block-nodes', { flat: true });
  const descriptors = await readdir(`/proc/${pid}/fd`);
  const own = await readdir('/proc/self/fd');
  return { nodes: nodes.length, descriptors: descriptors.length, own: own.length };
}

/** The spaces of the heap that hold objects; compiled code and the tables of Node's own async hooks grow in others. */
const OBJECT_SPACES = ['new_space', 'old_space'];

/** @returns bytes that objects take after a collection */
function memory(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  collect();
  const spaces = getHeapSpaceStatistics().filter(({ space_name: name }) => OBJECT_SPACES.includes(name));
  return spaces.reduce((sum, { space_used_size: used }) => sum + used, 0);
}

/** Makes many backups in a row on one QEMU, and fails if anything has grown. */
export async function soak(t: TestContext, backups: number): Promise<void> {
  const { machine, client, folder } = await setUp(t, {
    disks: [
      { name: 'vda', format: 'qcow2', size: 8 * MIB, data: MIB },
      { name: 'vdb', format: 'raw', size: 4 * MIB, data: MIB },
    ],
  });
  const vda = path.join(folder, 'vda.qcow2');
  const vdb = path.join(folder, 'vdb.raw');
  const backUp = async () => {
    const run = await startXml(client, backupXml(fileDisk('vda', vda), fileDisk('vdb', vdb, 'raw')));
    const result = await run.finished;
    assert.equal(result.outcome, 'completed', JSON.stringify(result));
    await Promise.all([vda, vdb].map((file) => rm(file)));
  };
  for (let count = 0; count < WARM_UP; count += 1) await backUp();
  const before = await countAll(client, machine);
  const memoryBefore = memory();
  for (let count = 0; count < backups; count += 1) await backUp();
  const growth = memory() - memoryBefore;
  await assertNothingLeft(client);
  assert.deepEqual(await countAll(client, machine), before);
  t.diagnostic(`${backups} backups: our memory grew by ${growth} bytes`);
  assert.ok(growth < NOISE + NOISE_PER_BACKUP * backups, `our memory grew by ${growth} bytes`);
}
