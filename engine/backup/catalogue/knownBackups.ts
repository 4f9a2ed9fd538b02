import { exists } from '../host/files';
import { manifestsFolder, targetFolders } from '../manifest/writeManifests';
import type { RunId } from '../names/runId';
import type { RunRecord } from '../records/runRecord';
import type { RunRecords } from '../records/runRecords';
import { runOf } from './catalogue';
import { diskChain } from './diskChain';
import { lackOf } from './lackOf';
import { readCatalogue } from './readCatalogue';
import { recordedFolders } from './recordedFolders';

/** Where backups are known from on this host. */
export interface BackupSources {
  records: RunRecords;
  /** Folders that are looked into besides those that the recorded runs wrote to; one that is not there has none. */
  folders: readonly string[];
}

/** What is known on this host of the backups that increments would build on. */
export interface KnownBackups {
  /**
   * Why a run's backup cannot be built on any more, in a sentence.
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
 * Reads the records and the manifests.
 * @throws {Error} where the records, or one of the folders, cannot be read
 * @throws the signal's reason
 */
export async function readKnownBackups(
  { records, folders }: BackupSources,
  signal?: AbortSignal,
): Promise<KnownBackups> {
  const { records: known } = await records.list();
  const alone = await recordedFolders(records);
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
