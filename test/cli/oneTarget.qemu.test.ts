import assert from 'node:assert/strict';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { openAnnouncedRecords } from '../../engine';
import { thisProcess } from '../../engine/backup/records/processIdentity';
import { filesIn } from '../backup/filesIn';
import { sampleRecord } from '../backup/sampleRecord';
import {
  assertNothingLeft,
  backupXml,
  connectTo,
  fileDisk,
  folderFor,
  inQcow2,
  TWO_DISKS,
  TWO_SLOW_DISKS,
} from '../backup/support';
import { machineFor } from '../machine/machineFor';
import { setUp } from './setUp';
import { domainbackup, start } from './support';
import { stateFor } from '../support/stateFor';

/** How often two backups are started at once: which of them comes first differs. */
const ROUNDS = 6;

test('of two starts of one document at once, one completes and the other is refused with its name', async (t) => {
  const { targets, file, socket, second } = await setUp(t);
  const other = await machineFor(t, TWO_DISKS);
  for (let round = 0; round < ROUNDS; round += 1) {
    // On one machine, and on two.
    const sockets = round % 2 === 0 ? [socket, second] : [socket, other.qmp[0]!];
    const ends = await Promise.all(
      sockets.map((one) => domainbackup(t, 'start', file, '--no-digest', '--qmp', one)),
    );
    const [good, ...others] = ends.toSorted((a, b) => (a.status ?? 9) - (b.status ?? 9));
    assert.deepEqual([good!.status, others[0]!.status], [0, 1], JSON.stringify(ends));
    assert.deepEqual(await filesIn(targets), ['a', 'b']);
    const run = /^Backup (\S+) completed\.$/m.exec(good!.stdout)?.[1] ?? '';
    const target = `"${targets}/[ab]"`;
    const reasons = [
      `: ${target} is the target of backup ${run}, which is under way; choose another target`,
      `: ${target} exists already, .*`,
      ` is being backed up right now by backup ${run}; .*`,
    ];
    // It may come upon the other one in the moment between the end of its jobs and their outcome on record.
    const settled = `A backup of this machine that another program .* is settled now\\.\nBackup ${run} completed\\.\n( {2}vd[ab]: .*\n)+`;
    const alone = new RegExp(`^(${settled})?(error: Disk "vd[ab]"(${reasons.join('|')})\\.\n)+$`);
    assert.match(others[0]!.stderr, alone);
    for (const name of await readdir(targets)) await rm(path.join(targets, name));
    for (const one of sockets) {
      const client = await connectTo(t, one);
      await assertNothingLeft(client);
      await client.close();
    }
  }
});

test('of two starts on one machine at once that share a disk or the name of a checkpoint, one completes and the other is refused', async (t) => {
  // So slow that the one that comes first is still under way when the other one looks.
  const { targets, socket, second } = await setUp(t, inQcow2(TWO_SLOW_DISKS));
  const documents = await folderFor(t);
  const write = async (name: string, disk: string) => {
    const file = path.join(documents, `${name}.xml`);
    await writeFile(file, backupXml(fileDisk(disk, path.join(targets, name))));
    return file;
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const isDisk = round % 2 === 0;
    const files = [await write('one', 'vda'), await write('two', isDisk ? 'vda' : 'vdb')];
    const more = isDisk ? [] : ['--checkpoint', `same${round}`];
    const ends = await Promise.all(
      [socket, second].map((one, index) =>
        domainbackup(t, 'start', files[index]!, '--no-digest', '--qmp', one, ...more),
      ),
    );
    const [good, bad] = ends.toSorted((a, b) => (a.status ?? 9) - (b.status ?? 9));
    assert.deepEqual([good!.status, bad!.status], [0, 1], JSON.stringify(ends));
    const reason = isDisk
      ? /^error: Disk "vda" is being backed up right now by backup \S+; .*\n$/
      : /^error: (Backup \S+, which is under way, makes a|There is a) checkpoint "same\d" .*choose another name.*\n$/;
    assert.match(bad!.stderr, reason);
    assert.equal((await filesIn(targets)).length, 1);
    for (const name of await readdir(targets)) await rm(path.join(targets, name));
  }
});

test('the target of a backup that another machine writes is refused, though only its partial file is there', async (t) => {
  const { machine, targets, file, socket } = await setUp(t);
  const other = await machineFor(t, TWO_DISKS);
  const running = start(t, 'start', file, '--no-digest', '--speed', '4M', '--qmp', socket, '--json');
  await running.printed(/"status":"(running|throttled)"/);
  await stateFor(t);
  for (const command of ['plan', 'start']) {
    const refused = await domainbackup(t, command, file, '--qmp', other.qmp[0]!);
    assert.equal(refused.status, 1);
    assert.match(
      refused.stderr,
      /^error: Disk "vda": ".*\/a" is the target of backup \S+, which is under way; choose another target\.$/m,
    );
  }
  running.process.kill('SIGKILL');
  await running.ended;
  // What a backup that is no more has left is in nobody's way.
  machine.kill('SIGKILL');
  await machine.ended;
  assert.equal((await domainbackup(t, 'plan', file, '--qmp', other.qmp[0]!)).status, 0);
  assert.equal((await readdir(targets)).length, 2);
});

test('a start that waits for another program’s names it, and an interrupt ends the wait with nothing left', async (t) => {
  await stateFor(t);
  const { targets, file, socket, second } = await setUp(t);
  const [disk] = sampleRecord().disks;
  // Of a program that lives, planned later, and never started: as where its own QEMU stands still.
  const rival = sampleRecord({
    run: '29991231-235959-zzzz',
    client: await thisProcess(),
    disks: [{ ...disk!, target: { ...disk!.target, path: path.join(targets, 'a') } }],
  });
  await openAnnouncedRecords(path.join(await folderFor(t), 'runs')).write(rival);
  const waiting = start(t, 'start', file, '--qmp', socket);
  await waiting.complained(/^Waiting for backup 29991231-235959-zzzz of guest1, /m);
  waiting.process.kill('SIGINT');
  const { status, stderr } = await waiting.ended;
  assert.equal(status, 4, stderr);
  assert.match(stderr, /^Cancelled before the backup started; nothing was left behind\.$/m);
  assert.equal(stderr.match(/^Waiting/gm)?.length, 1);
  assert.deepEqual(await filesIn(targets), []);
  await assertNothingLeft(await connectTo(t, second));
});

test('a backup tells where the records of other programs could not be looked at', async (t) => {
  const state = await stateFor(t);
  await mkdir(path.join(state, 'domainbackup'));
  const places = path.join(state, 'domainbackup', 'places');
  await writeFile(places, 'no folder');
  const { file, socket } = await setUp(t);
  const { status, stdout, stderr } = await domainbackup(t, 'start', file, '--no-digest', '--qmp', socket);
  assert.equal(status, 0, stderr);
  assert.match(
    stdout + stderr,
    new RegExp(
      `"${places}" cannot be read: .*\\. Whether another program wrote to the same targets could not be`,
    ),
  );
});
