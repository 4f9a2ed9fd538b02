import assert from 'node:assert/strict';
import path from 'node:path';
import {
  attachRun,
  cancelRun,
  planBackup,
  readDefinition,
  startBackup,
  type BackupPlan,
  type BackupRun,
  type QmpClient,
  type RunResult,
} from '../../../engine';
import { LOCAL, RECORDED } from '../../backup/recorded';
import type { DiskBackup, History, KnownCheckpoint } from './history';

/** How a backup is to come to its end, if it does not complete before. */
const ENDINGS = [
  'completes',
  'completes',
  'completes',
  'completes',
  'completes',
  'runs out of space',
  'is cancelled',
  'is cancelled by another client',
  'loses its client',
  'loses its client, and is cancelled',
  'loses its client, and QEMU quits',
  'loses QEMU, which quits',
  'loses QEMU, which is killed',
] as const;
type Ending = (typeof ENDINGS)[number];

/** So slow that a job is still under way when something happens to it, in bytes a second. */
const CRAWL = 4096;

/** Which checkpoint each disk is copied since, at random; none: it is copied as a whole. */
function chooseParents({ random, machine, checkpoints }: History): Map<string, KnownCheckpoint> {
  const parents = new Map<string, KnownCheckpoint>();
  if (checkpoints.length === 0 || random.chance(0.2)) return parents;
  // Mostly since the last one, sometimes since an older one, and now and then each disk since one of its own.
  const common = random.chance(0.6) ? checkpoints.at(-1) : random.pick(checkpoints);
  for (const { name } of machine.disks) {
    const parent = random.chance(0.15) ? random.pick(checkpoints) : common;
    if (parent?.disks.has(name) && !random.chance(0.05)) parents.set(name, parent);
  }
  return parents;
}

/** The document: by the element for all disks where they agree, else by attributes. */
function documentFor(disks: string[], parents: Map<string, KnownCheckpoint>, folder: string, tag: string) {
  const names = new Set([...parents.values()].map(({ name }) => name));
  const [only] = names;
  const root = names.size === 1 ? `<incremental>${only}</incremental>` : '';
  const lines = disks.map((disk) => {
    const parent = parents.get(disk)?.name;
    const own = parent === undefined ? 'backupmode="full"' : `incremental="${parent}"`;
    const mode = root !== '' && parent !== undefined ? '' : own;
    const file = path.join(folder, `${tag}.${disk}`);
    return `<disk name="${disk}" ${mode} type="file"><target file="${file}"/></disk>`;
  });
  return `<domainbackup>${root}<disks>${lines.join('')}</disks></domainbackup>`;
}

/** Takes a look at, or changes, the transaction that starts the jobs, right before QEMU is given it. */
function beforeStart(client: QmpClient, look: () => Promise<void>, speed: number | undefined): void {
  const execute = client.execute.bind(client);
  client.execute = async (command, args, options) => {
    if (command !== 'transaction' || !('properties' in args)) return execute(command, args, options);
    delete (client as { execute?: unknown }).execute;
    await look();
    if (speed !== undefined && 'actions' in args && Array.isArray(args.actions)) {
      for (const { data } of args.actions) Object.assign(data, { speed });
    }
    return execute(command, args, options);
  };
}

/** What another program at the monitor might do. */
async function cancelByHand(client: QmpClient): Promise<void> {
  const [job] = await client.execute('query-jobs', {});
  // It may have ended by now.
  if (job?.status === 'running') await client.execute('job-cancel', { id: job.id }).catch(() => {});
}

/** Brings a backup to its end. @returns what it says of itself; `undefined` where nobody was there to be told */
async function end(history: History, backup: BackupRun, ending: Ending): Promise<RunResult | undefined> {
  const { machine } = history;
  if (!ending.startsWith('loses its client')) {
    if (ending === 'is cancelled') await backup.cancel();
    if (ending === 'is cancelled by another client') await cancelByHand(machine.client);
    if (ending === 'loses QEMU, which quits') await history.restart();
    if (ending === 'loses QEMU, which is killed') await history.crash();
    return backup.finished;
  }
  await machine.client.close();
  const told = await backup.finished;
  await machine.connect();
  if (told.outcome !== 'unknown') return told;
  if (ending === 'loses its client, and QEMU quits') {
    await history.restart();
    return undefined;
  }
  if (ending === 'loses its client, and is cancelled') return cancelRun(machine.client, backup.id, LOCAL);
  return (await attachRun(machine.client, backup.id, LOCAL)).finished;
}

/** Notes what has completed, for later increments and for the check at the end. */
function note(
  history: History,
  plan: BackupPlan,
  parents: Map<string, KnownCheckpoint>,
  moment: Map<string, Buffer>,
): Map<string, DiskBackup> {
  const made = new Map<string, DiskBackup>();
  for (const { disk, target } of plan.disks) {
    const parent = parents.get(disk)?.disks.get(disk);
    const expected = moment.get(disk);
    assert.ok(expected);
    made.set(disk, { disk, target: target.path, expected, ...(parent && { parent }) });
  }
  history.backups.push(...made.values());
  return made;
}

/**
 * Takes one backup, of a random kind and with a random end, and fails unless the checkpoints are then what they were,
 * with its own among them exactly if it completed.
 * @returns how it went, in words
 */
export async function randomBackup(history: History): Promise<string> {
  const { random, machine } = history;
  const ending = random.pick(ENDINGS);
  const all = machine.disks.map(({ name }) => name);
  const disks = random.chance(0.8) ? all : [random.pick(all)];
  const parents = chooseParents(history);
  for (const name of all) if (!disks.includes(name)) parents.delete(name);
  const wanted = random.chance(0.75) ? history.fresh('checkpoint') : undefined;
  const folder = ending === 'runs out of space' ? history.small : path.join(history.folder, 'targets');
  const xml = documentFor(disks, parents, folder, history.fresh('backup'));
  const checkpoint = wanted === undefined ? {} : { checkpoint: { name: wanted, disks: 'all' as const } };
  const plan = await planBackup(machine.client, readDefinition(xml), { locality: 'local', ...checkpoint });
  for (const { disk, copy } of plan.disks) {
    assert.equal(copy.kind === 'since' ? copy.run : undefined, parents.get(disk)?.run);
  }

  const before = new Map((await history.listed()).map((one) => [one.name, one]));
  let moment = new Map<string, Buffer>();
  const look = async () => {
    await history.write(random.below(3));
    moment = history.snapshot();
    // Only now: a plan would have seen that there is no room.
    if (ending === 'runs out of space') await history.takeSpace('nearly all');
  };
  const isCutShort =
    ending !== 'completes' && ending !== 'runs out of space' && ending !== 'loses its client';
  beforeStart(machine.client, look, isCutShort ? CRAWL : undefined);
  const backup = await startBackup(machine.client, plan, { ...RECORDED, document: xml });
  await history.write(
    random.below(4),
    ending === 'runs out of space' ? 'running to a full target' : 'running',
  );
  const result = await end(history, backup, ending);
  await history.takeSpace('none');

  if (result?.outcome === 'completed') {
    const made = note(history, plan, parents, moment);
    if (wanted !== undefined) {
      assert.deepEqual(result.checkpoint, { name: wanted, state: 'made' });
      if (ending !== 'loses QEMU, which is killed') {
        history.checkpoints.push({ name: wanted, run: plan.run, disks: made });
      }
    }
  }
  const after = await history.listed();
  for (const { name } of history.checkpoints) {
    assert.ok(
      after.some((one) => one.name === name),
      `checkpoint "${name}" is there after a backup that ${ending}`,
    );
  }
  for (const { name, disks: now } of after) {
    if (name === wanted) {
      assert.equal(result?.outcome, 'completed', `a backup that ${ending} makes no checkpoint`);
    }
    for (const { disk, dirty, state } of now) {
      const was = before.get(name)?.disks.find((one) => one.disk === disk);
      if (was && state === 'consistent') assert.ok(dirty >= was.dirty, `"${name}" forgets nothing`);
    }
  }
  const kinds = disks.map((disk) => `${disk} since ${parents.get(disk)?.name ?? 'ever'}`).join(', ');
  return `${kinds}; makes ${wanted ?? 'no checkpoint'}; ${ending}: ${result?.outcome ?? 'not told'}`;
}
