import {
  BackupError,
  chooseCheckpoint,
  deleteCheckpoint,
  listCheckpoints,
  type Checkpoint,
  type QmpClient,
} from '../../engine';
import { withClient } from '../connect';
import { ExitStatus, Failure } from '../exitStatus';
import { checkpointDetails, checkpointTable, whatIsLost } from '../output/checkpoints';
import { complain, say, sayJson } from '../output/write';

interface CheckpointOptions {
  qmp: string;
  json?: true;
}

/** `checkpoint list`: the points in time that increments can start from, and those of other programs. */
export async function list(options: CheckpointOptions): Promise<ExitStatus> {
  const checkpoints = await withClient(options.qmp, (client) => listCheckpoints(client));
  if (options.json) for (const checkpoint of checkpoints) sayJson(checkpoint);
  else if (checkpoints.length === 0) say('There is no checkpoint on the disks of this machine.');
  else say(...checkpointTable(checkpoints));
  return ExitStatus.ok;
}

/** `checkpoint show NAME`: one checkpoint, disk by disk. */
export async function show(wanted: string, options: CheckpointOptions): Promise<ExitStatus> {
  const { chosen } = await withClient(options.qmp, (client) => choose(client, wanted));
  if (options.json) sayJson(chosen);
  else say(...checkpointDetails(chosen));
  return ExitStatus.ok;
}

/** `checkpoint delete NAME`: says what is lost with it; deletes it with `--yes`. */
export async function deleteOne(
  wanted: string,
  options: { qmp: string; yes?: true; foreign?: true },
): Promise<ExitStatus> {
  return withClient(options.qmp, async (client) => {
    const { chosen, all } = await choose(client, wanted);
    say(...whatIsLost(chosen, all));
    if (!options.yes) {
      complain('Nothing was deleted; do it with --yes.');
      return ExitStatus.refused;
    }
    await orRefuse(deleteCheckpoint(client, wanted, { foreign: options.foreign ? 'delete' : 'refuse' }));
    say(`Checkpoint "${chosen.name}" is deleted.`);
    return ExitStatus.ok;
  });
}

async function choose(client: QmpClient, wanted: string): Promise<{ chosen: Checkpoint; all: Checkpoint[] }> {
  const all = await listCheckpoints(client);
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
