import type { ExecuteOptions, QmpClient } from '../../qmp';
import { findQemu, type QemuProcess } from '../host/qemuProcess';
import type { Locality } from '../plan/backupPlan';

/** The process of the QEMU that a session talks to, where it is on this host and can be told. */
export async function processOfQemu(
  client: QmpClient,
  locality: Locality,
  options: ExecuteOptions = {},
): Promise<QemuProcess | undefined> {
  const { address } = client;
  if (locality !== 'local' || address.kind !== 'unix') return undefined;
  // The storage daemon, which has no processors, does not know the command.
  const askThreads = () =>
    client.execute('query-cpus-fast', {}, options).then(
      (processors) => processors.map((processor) => processor['thread-id']),
      () => [],
    );
  return findQemu(address.path, askThreads);
}
