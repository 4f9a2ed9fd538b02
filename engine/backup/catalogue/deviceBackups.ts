import { exists } from '../host/files';
import { manifestsFolder, targetFolders } from '../manifest/writeManifests';
import type { RunId } from '../names/runId';
import { targetIdentity } from '../plan/targetIdentity';
import { otherRecords } from '../records/recordPlaces';
import type { RunRecord } from '../records/runRecord';
import type { CatalogueRun } from './catalogue';
import type { BackupSources } from './knownBackups';
import { readCatalogue } from './readCatalogue';

/** A disk of a run. */
interface RunDisk {
  run: RunId;
  disk: string;
}

interface KnownDisk {
  disk: string;
  /** The path of the device that it is on; absent where it is a file. */
  device?: string;
  /** What it is an increment since. */
  parent?: RunDisk;
}

/** A run whose jobs have started, as its record or its manifest tells. */
interface KnownRun {
  run: RunId;
  /** `none`: it did not complete, or a prune has removed it. */
  backup: 'whole' | 'none';
  disks: KnownDisk[];
}

function fromRecord({ run, outcome, removedAt, disks }: RunRecord): KnownRun {
  return {
    run,
    backup: outcome === 'completed' && removedAt === undefined ? 'whole' : 'none',
    disks: disks.map(({ disk, target, copy }) => ({
      disk,
      ...(target.type === 'block' && { device: target.path }),
      ...(copy.kind === 'since' && { parent: { run: copy.run, disk } }),
    })),
  };
}

function fromManifest({ run, manifest, disks }: CatalogueRun): KnownRun {
  return {
    run,
    backup: manifest.outcome === 'completed' ? 'whole' : 'none',
    disks: disks.map(({ disk, type, file, parent }) => ({
      disk,
      ...(type === 'block' && { device: file }),
      ...(parent && { parent: { run: parent.run, disk: parent.disk } }),
    })),
  };
}

const hasDevice = ({ disks }: RunRecord) => disks.some(({ target }) => target.type === 'block');

/** What is known on this host of the backups on devices, and of what builds on them. */
export class DeviceBackups {
  private constructor(private readonly runs: ReadonlyMap<RunId, KnownRun>) {}

  /**
   * Reads the records of this user's programs, and the manifests that can tell of devices.
   * @throws {Error} where the records, or one of the named folders, cannot be read
   * @throws the signal's reason
   */
  static async read({ records, folders }: BackupSources, signal?: AbortSignal): Promise<DeviceBackups> {
    const sources = [records, ...(await otherRecords(records))];
    const lists = await Promise.all(sources.map((one) => one.list()));
    const known = lists
      .flatMap((list) => list.records)
      .filter(({ locality, startedAt }) => locality === 'local' && startedAt !== undefined);
    const present: string[] = [];
    for (const folder of folders) if (await exists(folder)) present.push(folder);
    const alone = [...sources.map(manifestsFolder), ...known.filter(hasDevice).flatMap(targetFolders)];
    const catalogue = await readCatalogue(present, { alone: [...new Set(alone)], signal });
    // A record knows of a prune what no manifest does, and a manifest may be of another host.
    const runs = [...catalogue.runs.map(fromManifest), ...known.filter(isOwn).map(fromRecord)];
    return new DeviceBackups(new Map(runs.map((run) => [run.run, run])));
  }

  /** The disk of a whole backup that a device holds: that of the latest run that wrote there. */
  async on(device: string): Promise<RunDisk | undefined> {
    const identity = await targetIdentity({ type: 'block', path: device }, 'local');
    const newestFirst = [...this.runs.values()].toSorted((a, b) => (a.run < b.run ? 1 : -1));
    for (const { run, backup, disks } of newestFirst)
      for (const { disk, device: other } of disks) {
        if (other === undefined) continue;
        if ((await targetIdentity({ type: 'block', path: other }, 'local')) !== identity) continue;
        return backup === 'whole' ? { run, disk } : undefined;
      }
    return undefined;
  }

  /** Whether a disk's increment since another run's needs what is held, directly or further down. */
  needs(parent: RunDisk, held: RunDisk, seen: ReadonlySet<RunId> = new Set()): boolean {
    const run = this.runs.get(parent.run);
    if (!run || seen.has(parent.run)) return false;
    const own = run.disks.filter(({ disk }) => disk === parent.disk);
    // The run may have called it otherwise.
    const disks = own.length > 0 ? own : run.disks;
    if (parent.run === held.run) return disks.some(({ disk }) => disk === held.disk);
    const below = new Set([...seen, parent.run]);
    return disks.some((disk) => disk.parent !== undefined && this.needs(disk.parent, held, below));
  }

  /** The whole backups that need what is held, the oldest first. */
  builtOn(held: RunDisk): RunId[] {
    return [...this.runs.values()]
      .filter(({ backup }) => backup === 'whole')
      .filter(({ disks }) => disks.some(({ parent }) => parent && this.needs(parent, held)))
      .map(({ run }) => run)
      .toSorted();
  }
}

/** Of a run that another program started, only its manifest knows the disks. */
function isOwn({ origin }: RunRecord): boolean {
  return origin === 'ours';
}
