import { writeManifests } from '../manifest/writeManifests';
import type { RunId } from '../names/runId';
import { endedRecord, endingOf, isDecided, type Ending } from '../records/keepRecord';
import { reasonOf } from '../records/reasonOf';
import type { RunRecord } from '../records/runRecord';
import type { RunRecords } from '../records/runRecords';

/** Whether an outcome is on disk, and what went wrong beside it, in sentences. */
export interface Kept {
  kind: 'kept' | 'not kept';
  ending: Ending;
  notices: string[];
}

/**
 * Puts on disk how a run ended: its manifests, and then its record, which says that this is done. The first word on it
 * stands: two clients may settle one run, and the one whose jobs were dismissed by the other, which had recorded the
 * outcome before, knows less. Does not throw: QEMU goes on to keep what could not be put on disk.
 * @param records those of the program that has started the run
 * @param otherwise the record to begin with where there is none; without it, such a run is not recorded
 */
export async function keepOutcome(
  records: RunRecords,
  run: RunId,
  how: Ending,
  otherwise?: RunRecord,
): Promise<Kept> {
  // One instant, whoever is told of it: the records, the manifests, and those who watch.
  const ending = { endedAt: Date.now(), ...how };
  try {
    const record = (await records.read(run)) ?? otherwise;
    if (!record) return { kind: 'kept', ending, notices: [] };
    if (isDecided(record)) return { kind: 'kept', ending: endingOf(record), notices: [] };
    const ended = endedRecord(record, ending);
    const { troubles } = ended.origin === 'ours' ? await writeManifests(ended, records) : { troubles: [] };
    // That takes a while, and another one may have been faster.
    const standing = await records.end(ended);
    return { kind: 'kept', ending: standing === ended ? ending : endingOf(standing), notices: troubles };
  } catch (error) {
    const notice =
      `How the backup ended could not be recorded in "${records.folder}": ` +
      `${reasonOf(error)}. QEMU keeps it until the backup is settled again.`;
    return { kind: 'not kept', ending, notices: [notice] };
  }
}
