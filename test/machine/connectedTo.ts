import type { TestContext } from 'node:test';
import { QmpClient } from '../../engine/qmp';

/** A session with the monitor at this path; closed after the test. */
export async function connectedTo(t: TestContext, socketPath: string | undefined): Promise<QmpClient> {
  const client = await QmpClient.connect({ kind: 'unix', path: socketPath ?? '' });
  t.after(() => client.close());
  return client;
}
