import {
  askEach,
  awayFolder,
  errorText,
  foldersOf,
  lackOf,
  livenessOf,
  readCatalogue,
  realSocket,
  type Catalogue,
  type RunRecord,
  type RunRecords,
} from '../../engine';
import { fromManifest, fromRecord, type PastRun } from './pastRun';
import { withSizesOnDisk } from './sizesOnDisk';

/** What is known of past backups at one moment. */
export interface History {
  /** The newest first. */
  runs: PastRun[];
  /** What verifying, restoring and pruning work on. */
  catalogue: Catalogue;
  /** Files that should tell of a backup and cannot be read, each in a sentence. */
  unreadable: string[];
}

/** The catalogue of some folders; one of them that cannot be read must not hide what is in the others. */
async function readFolders(
  folders: readonly string[],
  alone: readonly string[],
): Promise<{ catalogue: Catalogue; unreadable: string[] }> {
  const unreadable: string[] = [];
  const readable: string[] = [];
  for (const folder of folders) {
    try {
      await readCatalogue([folder]);
      readable.push(folder);
    } catch (error) {
      unreadable.push(`"${folder}" cannot be looked into: ${errorText(error)}`);
    }
  }
  return { catalogue: await readCatalogue(readable, { alone }), unreadable };
}

/** Whether a run had a manifest on this host, as every one gets that has ended. */
function hadManifest({ locality, state, startedAt }: RunRecord): boolean {
  return locality === 'local' && state === 'ended' && startedAt !== undefined;
}

/** Whether the program that has started a run looks after it: it is nothing past. */
async function isUnderWay({ state, client }: RunRecord): Promise<boolean> {
  return state !== 'ended' && client !== undefined && (await livenessOf(client)) === 'alive';
}

/**
 * A run that there is no manifest of, as its record tells; undefined where it is not past, or where there was one and is
 * no more: it was pruned, or moved to where nobody was told of. Where its folder itself is not at hand, its manifest may
 * be there again tomorrow.
 */
async function withoutManifest(record: RunRecord): Promise<Omit<PastRun, 'log'> | undefined> {
  if (await isUnderWay(record)) return undefined;
  if (!hadManifest(record)) return fromRecord(record);
  if (record.removedAt !== undefined) return undefined;
  const away = await awayFolder(record);
  return away && { ...fromRecord(record), away };
}

/**
 * The records of the other programs of this user, such as the command line. Of what these have started, only they tell
 * through which monitor that was, and so whose that is.
 */
async function readOthers(own: RunRecords): Promise<{ records: RunRecord[]; unreadable: string[] }> {
  const { found, troubles } = await askEach(own, 'others', (records) => records.list());
  return { records: found.flatMap(({ records }) => records), unreadable: troubles.map(errorText) };
}

/** The same with the one name of each socket, whichever path to it is on record. Of many runs, there are few sockets. */
async function withRealSockets(pasts: readonly PastRun[]): Promise<PastRun[]> {
  const names = new Map<string, Promise<string>>();
  return Promise.all(
    pasts.map(async (past) => {
      const { socket } = past.machine;
      if (socket === undefined) return past;
      const name = names.get(socket) ?? realSocket(socket);
      names.set(socket, name);
      return { ...past, machine: { ...past.machine, socket: await name } };
    }),
  );
}

/** Where past backups are told of. */
export interface HistorySources {
  records: RunRecords;
  /** Folders that are looked into besides those that the recorded runs wrote to. */
  folders: readonly string[];
  /** The runs that there is a log of. */
  logged: ReadonlySet<string>;
}

/**
 * Reads what the records of runs and the manifests beside their targets tell. It is read anew each time.
 * @throws {Error} where the records' own folder cannot be read
 */
export async function readHistory({ records, folders, logged }: HistorySources): Promise<History> {
  const [list, others] = await Promise.all([records.list(), readOthers(records)]);
  const { catalogue, unreadable } = await readFolders(folders, foldersOf(list.records, records));
  const known = new Map<string, RunRecord>(
    [...others.records, ...list.records].map((record) => [record.run, record]),
  );
  const manifested = new Set(catalogue.runs.map(({ run }) => run));
  const manifests = await Promise.all(
    catalogue.runs.map(async (run) => {
      const lack = run.manifest.outcome === 'completed' ? await lackOf(catalogue, run) : undefined;
      return fromManifest(run, known.get(run.run), lack);
    }),
  );
  const unmanifested = list.records.filter((record) => !manifested.has(record.run));
  const recorded = await Promise.all(unmanifested.map(withoutManifest));
  const told = [...manifests, ...recorded.filter((past) => past !== undefined)]
    .map((past): PastRun => ({ ...past, log: logged.has(past.run) ? 'kept' : 'none' }))
    .toSorted((a, b) => (a.run < b.run ? 1 : -1));
  return {
    runs: await Promise.all((await withRealSockets(told)).map(withSizesOnDisk)),
    catalogue,
    unreadable: [
      ...unreadable,
      ...others.unreadable,
      ...[...list.unreadable, ...catalogue.unreadable].map(
        ({ file, reason }) => `"${file}" is passed over: ${reason}`,
      ),
    ],
  };
}
