import type { QmpClient } from '../../qmp';

/** A look costs QEMU nothing; most creations take a few milliseconds, an encrypted one seconds. */
const INTERVAL = 50;

/**
 * Waits until the given creation jobs have ended: QEMU can neither cancel nor dismiss one that runs.
 * @throws {QmpError} when QEMU does not answer
 */
export async function awaitCreation(client: QmpClient, ids: readonly string[]): Promise<void> {
  using events = client.listen((event) => event.name === 'JOB_STATUS_CHANGE');
  for (;;) {
    const jobs = await client.execute('query-jobs', {});
    if (!jobs.some(({ id, status }) => ids.includes(id) && status !== 'concluded')) return;
    await events.next({ timeout: INTERVAL });
  }
}
