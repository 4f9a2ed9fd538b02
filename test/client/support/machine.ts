import assert from 'node:assert/strict';
import { parseQmpAddress, QmpClient } from '../../../engine';
import { bootMachine, type Machine } from '../../../scripts/throwawayMachine.mjs';

const mebibyte = 1024 * 1024;

/** Boots a machine of two disks, each with a file system and some data. */
export function bootTwoDisks(pace: 'fast' | 'slow' = 'fast', name = 'guest'): Promise<Machine> {
  const disk = {
    format: 'qcow2' as const,
    size: 64 * mebibyte,
    // A slow disk gives a test some seconds to act; what is in flight must still end before a cancel does.
    ...(pace === 'slow' ? { data: 48 * mebibyte, bytesPerSecond: 16 * mebibyte } : { data: 16 * mebibyte }),
  };
  const disks = [
    { ...disk, name: 'vda' },
    { ...disk, name: 'vdb' },
  ];
  return bootMachine({ name, monitors: 2, disks });
}

/** The speed limits of a machine's block jobs, in bytes a second, by its second monitor. */
export async function speedLimits({ qmp }: Machine): Promise<number[]> {
  const client = await QmpClient.connect(parseQmpAddress(qmp[1] ?? ''));
  try {
    return (await client.execute('query-block-jobs', {})).map(({ speed }) => speed);
  } finally {
    await client.close();
  }
}

/** Slows the block jobs of a machine down, to a crawl unless told otherwise (bytes a second), by its second monitor. */
export async function slowDown({ qmp }: Machine, speed = 1024): Promise<void> {
  const client = await QmpClient.connect(parseQmpAddress(qmp[1] ?? ''));
  try {
    const jobs = await client.execute('query-block-jobs', {});
    assert.equal(jobs.length, 2, 'the jobs are still there');
    for (const { device } of jobs) await client.execute('block-job-set-speed', { device, speed });
  } finally {
    await client.close();
  }
}
