import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { atEnd } from './atEnd';

/**
 * A private folder, which is gone after the test, before all that has begun later: what is mounted in there, or would miss
 * it, has a folder of its own.
 */
export async function folderFor(t: Pick<TestContext, 'after'>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'domainbackup-test-'));
  atEnd(t, () => rm(folder, { recursive: true, force: true }));
  return folder;
}
