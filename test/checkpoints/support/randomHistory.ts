import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { deleteCheckpoint } from '../../../engine';
import { History } from './history';
import { randomBackup } from './randomBackup';

/** Deletes what a crash has broken, or any other checkpoint. */
async function deleteOne(history: History): Promise<string> {
  const [one] = (await history.listed()).toSorted(() => history.random.fraction() - 0.5);
  if (!one) return 'nothing to delete';
  await deleteCheckpoint(history.machine.client, one.name);
  history.checkpoints = history.checkpoints.filter(({ name }) => name !== one.name);
  return `deletes ${one.name}`;
}

/**
 * Lives through a history of writes, backups, failures, crashes and restarts, at random but the same for the same seed,
 * and fails unless every backup that completed restores to what the disks were at its point in time.
 */
export async function randomHistory(t: TestContext, seed: number): Promise<void> {
  const history = await History.begin(t, seed);
  const { random } = history;
  const story: string[] = [];
  try {
    for (let step = 0; step < 10; step += 1) {
      await history.write(random.below(4));
      const kind = random.below(20);
      if (kind === 0) {
        await history.restart();
        story.push('QEMU is restarted');
      } else if (kind === 1) {
        await history.crash();
        story.push('QEMU is killed');
      } else if (kind === 2) story.push(await deleteOne(history));
      else story.push(await randomBackup(history));
    }
    await history.check();
  } catch (error) {
    throw new assert.AssertionError({
      message: `After: ${story.join('\n  ')}\n${String(error)}`,
      actual: error,
    });
  }
  t.diagnostic(story.join('\n'));
}
