import type { RunRecords, RunSite } from '../../engine';
import type { RunLog } from '../logs/runLog';
import { localityOf } from './locality';
import type { SharedClients } from './sharedClients';

/**
 * How the engine gets at the runs of a machine. Where a connection is lost, the next one is the window's own, too: a
 * session besides that would keep the window itself from the monitor. The run's log goes on with it.
 */
export function siteOf(
  { clients, records }: { clients: SharedClients; records: RunRecords },
  socket: string,
  runLog: RunLog,
): Required<RunSite> {
  return {
    locality: localityOf(socket),
    records,
    reconnect: () => runLog.through(clients.hold(socket)),
  };
}
