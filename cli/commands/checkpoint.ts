import {
  BackupError,
  chooseCheckpoint,
  deleteCheckpoint,
  findLostBackups,
  listCheckpoints,
  whyNotDeleted,
  type QmpClient,
  type RunSite,
} from '../../engine';
import { backupSources, type CatalogueOptions } from '../catalogue';
import { withClient } from '../connect';
import { ExitStatus, Failure } from '../exitStatus';
import { checkpointDetails, checkpointTable, whatIsLost, type ListedCheckpoint } from '../output/checkpoints';
import { say, sayJson } from '../output/write';

interface CheckpointOptions extends CatalogueOptions {
  qmp: string;
  json?: true;
}

/** The checkpoints of a machine, and why some have lost the backup that increments since then would build on. */
async function readCheckpoints(
  client: QmpClient,
  { locality, records }: RunSite,
  options: CatalogueOptions,
): Promise<ListedCheckpoint[]> {
  const checkpoints = await listCheckpoints(client, { records });
  const sources = await backupSources(options);
  // Where QEMU is on another host, so are its files.
  const lost = locality === 'local' ? await findLostBackups(checkpoints, sources) : new Map<string, string>();
  return checkpoints.map((checkpoint) => {
    const why = checkpoint.run === undefined ? undefined : lost.get(checkpoint.run);
    return why === undefined ? checkpoint : { ...checkpoint, lost: why };
  });
}

/** `checkpoint list`: the points in time that increments can start from, and those of other programs. */
export async function list(options: CheckpointOptions): Promise<ExitStatus> {
  const checkpoints = await withClient(options.qmp, (client, site) => readCheckpoints(client, site, options));
  if (options.json) for (const checkpoint of checkpoints) sayJson(checkpoint);
  else if (checkpoints.length === 0) say('There is no checkpoint on the disks of this machine.');
  else say(...checkpointTable(checkpoints));
  return ExitStatus.ok;
}

/** `checkpoint show NAME`: one checkpoint, disk by disk. */
export async function show(wanted: string, options: CheckpointOptions): Promise<ExitStatus> {
  const { chosen } = await withClient(options.qmp, async (client, site) =>
    choose(await readCheckpoints(client, site, options), wanted),
  );
  if (options.json) sayJson(chosen);
  else say(...checkpointDetails(chosen));
  return ExitStatus.ok;
}

/** `checkpoint delete NAME`: says what is lost with it; deletes it with `--yes`. */
export async function deleteOne(
  wanted: string,
  options: CatalogueOptions & { qmp: string; yes?: true; foreign?: true },
): Promise<ExitStatus> {
  return withClient(options.qmp, async (client, site) => {
    const { chosen, all } = await choose(await readCheckpoints(client, site, options), wanted);
    const foreign = options.foreign ? 'delete' : 'refuse';
    // Nobody is to read what is lost with it, and then that it stays.
    const why = whyNotDeleted(chosen, foreign);
    if (why !== undefined) throw new Failure(ExitStatus.refused, why);
    say(...whatIsLost(chosen, all));
    if (!options.yes) {
      say('Nothing was deleted; do it with --yes.');
      return ExitStatus.ok;
    }
    await orRefuse(deleteCheckpoint(client, wanted, { foreign }));
    say(`Checkpoint "${chosen.name}" is deleted.`);
    return ExitStatus.ok;
  });
}

async function choose(
  all: ListedCheckpoint[],
  wanted: string,
): Promise<{ chosen: ListedCheckpoint; all: ListedCheckpoint[] }> {
  return orRefuse(Promise.resolve().then(() => ({ chosen: chooseCheckpoint(all, wanted), all })));
}

async function orRefuse<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof BackupError) throw new Failure(ExitStatus.refused, error.message, { cause: error });
    throw error;
  }
}
