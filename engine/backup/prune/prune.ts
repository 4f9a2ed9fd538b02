import path from 'node:path';
import { errorText } from '../../errorText';
import type { CatalogueRun } from '../catalogue/catalogue';
import { isOpenInQemu } from '../host/imageLocks';
import type { RunId } from '../names/runId';
import { mention, told, type Told } from '../names/told';
import { syncFolder } from '../records/atomicFile';
import type { RunRecords } from '../records/runRecords';
import { discard } from '../targets/publish';
import { noteRemoval } from './noteRemoval';
import type { PrunePlan } from './planPrune';
import type { RecordedNeed } from './recordedNeeds';

/** What a prune came to. */
export interface PruneResult {
  /** The runs that are gone, as far as the plan had them go. */
  removed: RunId[];
  /** What could not be removed, in sentences; the run it belongs to stays in the catalogue. */
  troubles: Told[];
}

/** How a prune is carried out. */
interface PruneOptions {
  /** Told which runs are gone: what such a one built on need not wait for it to come back. */
  records: RunRecords;
  /** What other runs build on at this moment; asked right before each run goes. */
  needs: () => Promise<RecordedNeed[]>;
  /** Stops between two files; what is left is still in the catalogue, and goes with the next prune. */
  signal?: AbortSignal;
  onRemoved?: (run: RunId) => void;
}

/**
 * What builds by now on what is to go: a person may think about a plan for an hour, large files take minutes to remove,
 * and a backup may start meanwhile.
 */
async function newNeeds(
  remove: PrunePlan['remove'],
  needs: PruneOptions['needs'],
): Promise<Map<RunId, RunId>> {
  const going = new Set(remove.map(({ run }) => run.run));
  const others = (await needs()).filter(({ run }) => !going.has(run));
  return new Map(others.flatMap(({ run, parents }) => parents.map((parent) => [parent, run] as const)));
}

/** That somebody has opened one of these files since the plan was made; a clause. */
async function whyOpen(files: readonly string[]): Promise<Told | undefined> {
  for (const file of files)
    if (await isOpenInQemu(file)) return told`a running QEMU, or one of its tools, has "${file}" open`;
  return undefined;
}

/**
 * Removes what a plan says. Of each run the targets go first and the manifest last, and what builds on a run goes
 * before it, so that whoever ends it at any moment leaves no chain broken and nothing unknown behind.
 * @throws {BackupError} where what runs as it begins cannot be known; nothing is removed then
 * @throws the signal's reason
 */
export async function prune(
  { remove }: PrunePlan,
  { records, needs, signal, onRemoved }: PruneOptions,
): Promise<PruneResult> {
  const removed: RunId[] = [];
  const troubles: Told[] = [];
  /** What is not to be touched, since what builds on it is still there. */
  const needed = new Set<RunId | undefined>();
  const isStill = (run: CatalogueRun) => run.disks.forEach(({ parent }) => needed.add(parent?.run));
  await newNeeds(remove, needs);
  for (const { run, files, leaves } of remove) {
    if (needed.has(run.run)) {
      isStill(run);
      continue;
    }
    try {
      const by = (await newNeeds(remove, needs)).get(run.run);
      const why = by === undefined ? await whyOpen(files) : told`${mention(by)} builds on it`;
      if (why !== undefined) {
        troubles.push(told`${mention(run.run, 'Run ')} stays: ${why}.`);
        isStill(run);
        continue;
      }
      for (const file of files) {
        signal?.throwIfAborted();
        await discard(file);
        await syncFolder(path.dirname(file));
      }
      // Where that cannot be written, what the run built on only stays longer than it had to.
      if (leaves === 'nothing') await noteRemoval(records, run.run).catch(() => {});
      removed.push(run.run);
      onRemoved?.(run.run);
    } catch (error) {
      signal?.throwIfAborted();
      const reason = errorText(error);
      troubles.push(told`${mention(run.run, 'Run ')} could not be removed altogether: ${reason}.`);
      isStill(run);
    }
  }
  return { removed, troubles };
}
