import assert from 'node:assert/strict';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { defaultRecordsFolder, listRuns, openRunRecords, type QmpClient } from '../../engine';
import { filesIn } from '../backup/filesIn';
import {
  assertIdentical,
  assertNothingLeft,
  backupXml,
  connectTo,
  fileDisk,
  folderFor,
  type Machine,
} from '../backup/support';
import { machineFor } from '../machine/machineFor';
import { Random } from '../support/random';
import { domainbackup, jsonLines, start } from './support';

const MIB = 1024 * 1024;

/** The exit status that stands for each outcome. */
const STATUS: Record<string, number> = { completed: 0, failed: 3 };

/** Where backups are killed. */
interface Scene {
  machine: Machine;
  /** A session with the machine's second monitor; the program has the first. */
  onlooker: QmpClient;
  socket: string;
  /** How long the program takes from its start to its end when nobody kills it, in milliseconds. */
  duration: number;
  /** How many changes of its jobs QEMU tells of meanwhile. */
  changes: number;
}

async function document(folder: string): Promise<string> {
  const file = path.join(folder, 'backup.xml');
  const [a, b] = ['a', 'b'].map((name) => path.join(folder, name));
  await writeFile(file, backupXml(fileDisk('vda', a!), fileDisk('vdb', b!)));
  return file;
}

async function setUp(t: TestContext): Promise<Scene> {
  const disk = { size: 32 * MIB, data: 6 * MIB, bytesPerSecond: 48 * MIB };
  const machine = await machineFor(t, {
    name: 'guest1',
    monitors: 2,
    disks: [
      { ...disk, name: 'vda', format: 'qcow2' },
      { ...disk, name: 'vdb', format: 'raw' },
    ],
  });
  const [socket = '', second = ''] = machine.qmp;
  const onlooker = await connectTo(t, second);
  using events = onlooker.listen((event) => event.name === 'JOB_STATUS_CHANGE');
  const began = Date.now();
  const { status, stderr } = await domainbackup(
    t,
    'start',
    await document(await folderFor(t)),
    '--qmp',
    socket,
  );
  assert.equal(status, 0, stderr);
  const duration = Date.now() - began;
  let changes = 0;
  while (await events.next({ timeout: 0 })) changes += 1;
  return { machine, onlooker, socket, duration, changes };
}

/**
 * Waits for a random moment of a start: at any time of it, or, since most of that is spent elsewhere, right after one
 * of the changes that QEMU tells of while targets are made, jobs run and end, and are dismissed.
 * @returns which moment that is
 */
async function randomMoment({ onlooker, duration, changes }: Scene, random: Random): Promise<string> {
  if (random.chance(0.4)) {
    const time = random.below(duration);
    await delay(time);
    return `after ${time} ms`;
  }
  using events = onlooker.listen((event) => event.name === 'JOB_STATUS_CHANGE');
  const wanted = 1 + random.below(changes);
  for (let seen = 0; seen < wanted; seen += 1) await events.next({ timeout: 2 * duration });
  const time = random.below(8);
  if (time > 0) await delay(time);
  return `${time} ms after change ${wanted} of ${changes}`;
}

/** What QEMU and the record together tell of the run before anybody settles it. */
async function truthOf({ onlooker, socket }: Scene): Promise<string | undefined> {
  const records = openRunRecords(defaultRecordsFolder());
  const [recorded] = await records.listOpen();
  // The record names the monitor that the program was given.
  if (recorded) assert.equal(recorded.machine.socket, socket);
  const [found, ...others] = await listRuns(onlooker, records);
  assert.deepEqual(others, []);
  return found?.state;
}

/** Kills one start at a random moment, and fails unless the next command tells the truth and leaves nothing. */
async function killOnce(t: TestContext, scene: Scene, random: Random): Promise<string> {
  const { machine, onlooker, socket } = scene;
  const folder = await folderFor(t);
  const file = await document(folder);
  const running = start(t, 'start', file, '--qmp', socket);
  const moment = await randomMoment(scene, random);
  running.process.kill('SIGKILL');
  await running.ended;
  const truth = await truthOf(scene);
  assert.ok(truth !== 'starting', `${moment}: nobody is starting it any more`);
  if (random.chance(0.3)) {
    // Whoever comes to settle it may be killed as well.
    const settling = start(t, 'attach', '--qmp', socket);
    await delay(random.below(scene.duration));
    settling.process.kill('SIGKILL');
    await settling.ended;
  }
  const { status, stdout, stderr } = await domainbackup(t, 'attach', '--qmp', socket, '--json');
  const last = jsonLines(stdout).at(-1);
  const records = openRunRecords(defaultRecordsFolder());
  const record = (await records.list()).records.find(
    ({ disks }) => path.dirname(disks[0]!.target.path) === folder,
  );
  // Where everything was settled, a settler that was killed as it added the digests may have left a part of a manifest:
  // that goes with the next backup into the folder.
  const isHarmless = (name: string) => name === 'backup.xml' || (!last && name.endsWith('.tmp'));
  const files = (await filesIn(folder)).filter((name) => !isHarmless(name));
  const facts = JSON.stringify({ moment, truth, status, stderr, last, record, files });

  assert.ok(last ?? /No backup runs on this machine/.test(stderr), facts);
  await assertNothingLeft(onlooker);
  assert.deepEqual(await records.listOpen(), [], facts);
  const halfWritten = (await readdir(records.folder)).filter((name) => name.endsWith('.tmp'));
  if (last) assert.deepEqual(halfWritten, [], facts);
  const outcome = record?.outcome;
  if (last) assert.deepEqual([last['outcome'], status], [outcome, STATUS[outcome ?? '']], facts);
  if (truth === 'completed' || truth === 'running') assert.equal(outcome, 'completed', facts);
  if (truth === 'failed') assert.equal(outcome, 'failed', facts);
  assert.deepEqual(files, outcome === 'completed' ? ['a', 'b'] : [], facts);
  if (outcome === 'completed') {
    for (const [index, { path: source, format }] of machine.disks.entries()) {
      await assertIdentical(source, format, path.join(folder, files[index]!), 'qcow2');
    }
  }
  return `${moment}: ${truth ?? 'nothing'}, ${outcome ?? 'not recorded'}`;
}

/** Kills the program so many times, each at a moment that the seed decides. */
export async function killAndSettle(t: TestContext, times: number, seed: number): Promise<void> {
  const scene = await setUp(t);
  const random = new Random(seed);
  for (let time = 0; time < times; time += 1) t.diagnostic(await killOnce(t, scene, random));
}
