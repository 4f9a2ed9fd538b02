import { exists } from '../host/files';
import { manifestsFolder, targetFolders } from '../manifest/writeManifests';
import type { RunId } from '../names/runId';
import type { RunRecord } from '../records/runRecord';
import type { RunRecords } from '../records/runRecords';
import { runOf } from './catalogue';
import { diskChain } from './diskChain';
import { lackOf } from './lackOf';
import { readCatalogue } from './readCatalogue';

/** Where backups are known from on this host. */
export interface BackupSources {
  records: RunRecords;
  /** Folders that are looked into besides those that the recorded runs wrote to; one that is not there has none. */
  folders: readonly string[];
}

/** What is known on this host of the backups that increments would build on. */
interface KnownBackups {
  /**
   * Why the backup of one of the runs cannot be built on any more, in a sentence.
   * @param disks those that are meant, by the names that the run had for them; all where it had others
   * @returns `undefined` where it can, or where nobody here can tell: the run was started elsewhere, or its files are
   */
  whyLost(run: RunId, disks: readonly string[]): Promise<string | undefined>;
}

/** Of a run that completed here there was a manifest: it was removed, or moved to where nobody was told of. */
function withoutManifest(record: RunRecord, records: RunRecords): string | undefined {
  if (record.outcome !== 'completed') return undefined;
  const folders = targetFolders(record);
  const places = folders.length > 0 ? folders : [manifestsFolder(records)];
  return `No manifest of it is in ${places.map((folder) => `"${folder}"`).join(', ')} any more.`;
}

/**
 * The records of runs and of all that these build on. Only their folders are looked into: what has nothing to do with an
 * increment, such as a share that does not answer any more, must not keep it back.
 */
function withAncestors(runs: readonly RunId[], known: readonly RunRecord[]): RunRecord[] {
  const found = new Set<RunRecord>();
  const open = [...runs];
  for (let id = open.shift(); id !== undefined; id = open.shift()) {
    const record = known.find(({ run }) => run === id);
    if (!record || found.has(record)) continue;
    found.add(record);
    for (const { copy } of record.disks) if (copy.kind === 'since') open.push(copy.run);
  }
  return [...found];
}

/**
 * Reads the records, and the manifests of some runs and what they build on.
 * @throws {Error} where the records, or one of the folders, cannot be read
 * @throws the signal's reason
 */
export async function readKnownBackups(
  { records, folders }: BackupSources,
  runs: readonly RunId[],
  signal?: AbortSignal,
): Promise<KnownBackups> {
  const { records: known } = await records.list();
  const own = withAncestors(runs, known).flatMap(targetFolders);
  const alone = [...new Set([...own, manifestsFolder(records)])];
  const present: string[] = [];
  for (const folder of folders) if (await exists(folder)) present.push(folder);
  const catalogue = await readCatalogue(present, { alone, signal });
  const recordOf = (id: RunId) => known.find(({ run }) => run === id);
  /** Of a run over TCP, and of one that another program started, only QEMU's host, or that program, knows the files. */
  const isElsewhere = (id: RunId) => {
    const record = recordOf(id);
    return record !== undefined && (record.locality === 'remote' || record.origin === 'foreign');
  };
  return {
    async whyLost(id, names) {
      if (isElsewhere(id)) return undefined;
      const run = runOf(catalogue, id);
      if (!run) {
        const record = recordOf(id);
        return record && withoutManifest(record, records);
      }
      const named = run.disks.filter(({ disk }) => names.includes(disk));
      const disks = named.length > 0 ? named : run.disks;
      const chains = disks.flatMap((disk) => diskChain(catalogue, run, disk).links);
      if (chains.some((link) => isElsewhere(link.run.run))) return undefined;
      const lack = await lackOf(catalogue, run, disks);
      return lack?.kind === 'certain' ? lack.why : undefined;
    },
  };
}
