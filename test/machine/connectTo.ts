import type { TestContext } from 'node:test';
import { parseQmpAddress, QmpClient } from '../../engine/qmp';
import { atEnd } from '../support/atEnd';

/** A session with the monitor at this address; closed after the test. */
export async function connectTo(t: TestContext, address: string | undefined): Promise<QmpClient> {
  const client = await QmpClient.connect(parseQmpAddress(address ?? ''));
  atEnd(t, () => client.close());
  return client;
}
