import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adviceFor } from '../../cli/output/stateWords';
import type { DiskProgress } from '../../engine';

test('a file system with room again is not called full', () => {
  const advice = (freeSpace?: number) =>
    adviceFor({ state: 'out-of-space', ...(freeSpace !== undefined && { freeSpace }) } as DiskProgress);
  assert.deepEqual([undefined, 4096, 3 * 2 ** 20].map(advice), [
    'The target’s file system is full. Free some space and retry, or cancel.',
    'The target’s file system is full (4 KiB free). Free some space and retry, or cancel.',
    'The target’s file system was full; 3 MiB are free now. Retry, or cancel.',
  ]);
});
