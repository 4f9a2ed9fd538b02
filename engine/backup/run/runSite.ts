import type { Locality } from '../plan/backupPlan';
import type { RunRecords } from '../records/runRecords';
import type { Reconnect } from './monitorLink';

/** Where the files of a machine's runs are, where their records are kept, and how they are followed. */
export interface RunSite {
  /** As QEMU's file names are to be understood for runs that have no record. */
  locality: Locality;
  records: RunRecords;
  /** Makes another session when one is lost; one of the engine's own unless given. */
  reconnect?: Reconnect;
}
