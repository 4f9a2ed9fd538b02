import { parseQmpAddress, QmpClient, QmpError, type QmpAddress, type RunSite } from '../engine';
import { ExitStatus, Failure } from './exitStatus';
import { runRecords } from './records';

/**
 * Connects to a monitor socket, runs a job on it, and closes it again.
 * @throws {Failure} where the address is none, or no session comes about
 */
export async function withClient<T>(
  socket: string,
  job: (client: QmpClient, site: RunSite) => Promise<T>,
): Promise<T> {
  let address: QmpAddress;
  let client: QmpClient;
  try {
    address = parseQmpAddress(socket);
    client = await QmpClient.connect(address);
  } catch (error) {
    if (error instanceof QmpError) throw new Failure(ExitStatus.usage, error.message, { cause: error });
    throw error;
  }
  try {
    const locality = address.kind === 'unix' ? 'local' : 'remote';
    return await job(client, { locality, records: runRecords() });
  } finally {
    await client.close();
  }
}
