import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';

/**
 * A private folder, which is gone after the test, before all that is ended by a later `t.after`: these run in their order,
 * and none after one that fails. So what is mounted in there, or would miss it, has a folder of its own.
 */
export async function folderFor(t: Pick<TestContext, 'after'>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'domainbackup-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
