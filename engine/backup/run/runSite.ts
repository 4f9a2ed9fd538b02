import type { Locality } from '../plan/backupPlan';
import type { RunRecords } from '../records/runRecords';

/** Where the files of a machine's runs are, and where their records are kept. */
export interface RunSite {
  /** As QEMU's file names are to be understood for runs that have no record. */
  locality: Locality;
  records: RunRecords;
}
