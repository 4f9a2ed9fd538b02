import { stat } from 'node:fs/promises';
import { resolved } from '../host/files';
import { targetPath } from '../manifest/targetPaths';
import { parsePartial } from '../names/partialName';
import { runTime, type RunId } from '../names/runId';
import { runOf, type CatalogueRun } from './catalogue';
import { leftFiles, type KnownRuns } from './leftFiles';
import { readLinks } from './plainImage';

/**
 * Whether a file is still the one that a run has left there.
 * - `own`: its name, a mark in it, or its times say so; or nothing speaks against it, as where it cannot be looked at
 * - `other`: a later run has written it, or it was made and written to at another time
 * - `unsure`: what its times say does not go together, or the run's mark is not in it any more
 */
export type LeftState = 'own' | 'other' | 'unsure';

/** When a run was under way, in milliseconds since the epoch. */
interface RunTimes {
  run: RunId;
  /** When its jobs were started, before which its files were made; absent where they never were. */
  startedAt?: number | undefined;
  /** Absent where it has not ended. */
  endedAt?: number | undefined;
}

/** Whether a file is the one that a run that did not complete has left there, as far as the file itself tells. */
export async function leftState(
  file: string,
  { run, endedAt = Infinity, startedAt = endedAt }: RunTimes,
): Promise<LeftState> {
  if (parsePartial(file)?.run === run) return 'own';
  const seen = await stat(file).catch(() => undefined);
  if (seen === undefined) return 'own';
  const links = await readLinks(file).catch(() => undefined);
  const writer = links?.unfinished ?? links?.mark?.run;
  if (writer !== undefined) return writer === run ? 'own' : 'other';
  const { birthtimeMs, mtimeMs } = seen;
  const isWritten = mtimeMs >= runTime(run) && mtimeMs <= endedAt;
  // Not all file systems tell when a file was made.
  if (birthtimeMs <= 0) return isWritten ? 'own' : 'unsure';
  const isMade = birthtimeMs >= runTime(run) && birthtimeMs <= startedAt;
  if (isMade && isWritten) return 'own';
  return isMade || isWritten ? 'unsure' : 'other';
}

/** When a run was under way, as its record or its manifest tells. */
function timesOf(run: RunId, { runs, records }: KnownRuns): RunTimes {
  const record = records.find((one) => one.run === run);
  if (record) return { run, startedAt: record.startedAt, endedAt: record.endedAt };
  const manifest = runOf({ runs }, run)?.manifest;
  if (!manifest) return { run };
  return { run, startedAt: Date.parse(manifest.startedAt), endedAt: Date.parse(manifest.endedAt) };
}

/** What is known of what runs that did not complete have left. */
export class LeftStates {
  private constructor(
    private readonly known: KnownRuns,
    private readonly left: ReadonlyMap<string, RunId>,
  ) {}

  static async read(known: KnownRuns): Promise<LeftStates> {
    return new LeftStates(known, await leftFiles(known));
  }

  /** The run that has left a file there, if any, and whether what is there now is that. */
  async at(file: string): Promise<{ run: RunId; state: LeftState } | undefined> {
    const itself = await resolved(file);
    const run = this.left.get(itself);
    return run === undefined ? undefined : { run, state: await leftState(itself, timesOf(run, this.known)) };
  }

  /** Whether a file is still the one that a run is said to have left there; absolute. */
  async stateOf(run: RunId, file: string): Promise<LeftState> {
    // Of another host's files nobody here can tell.
    if (this.known.records.some((one) => one.run === run && one.locality === 'remote')) return 'own';
    const found = await this.at(file);
    if (found?.run === run) return found.state;
    return parsePartial(file)?.run === run ? 'own' : 'other';
  }

  /** The same of a file as the best copy of a run's manifest names it. */
  async stateOfNamed({ run, manifests: [best] }: CatalogueRun, remains: string): Promise<LeftState> {
    return best ? this.stateOf(run, targetPath(best.file, remains)) : 'own';
  }
}
