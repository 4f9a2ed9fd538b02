import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { queryNodes } from '../../engine/backup/machine/queryNodes';
import { filesIn } from '../backup/filesIn';
import { backupXml, connectTo, fileDisk, folderFor, TWO_SLOW_DISKS, untilConcluded } from '../backup/support';
import { setUp } from './setUp';
import { domainbackup, jsonLines, start } from './support';
import { stateFor } from '../support/stateFor';

/** The document of a backup of one disk. */
async function document(t: TestContext, disk: string, target: string): Promise<string> {
  const file = path.join(await folderFor(t), 'backup.xml');
  await writeFile(file, backupXml(fileDisk(disk, target)));
  return file;
}

/** Leaves a backup of one disk behind. @returns its run */
async function leave(t: TestContext, socket: string, disk: string, target: string): Promise<string> {
  const running = start(t, 'start', await document(t, disk, target), '--qmp', socket, '--json');
  await running.printed(/"status":"(running|throttled)"/);
  running.process.kill('SIGKILL');
  return String(jsonLines((await running.ended).stdout)[0]!['run']);
}

/** A machine on which a backup of each disk was left behind and has completed, and a session with it. */
async function twoLeft(t: TestContext) {
  const state = await stateFor(t);
  const { socket, second, targets } = await setUp(t, TWO_SLOW_DISKS);
  const runs = new Map<string, string>();
  for (const disk of ['vda', 'vdb']) {
    runs.set(disk, await leave(t, socket, disk, path.join(targets, disk)));
  }
  const client = await connectTo(t, second);
  await untilConcluded(client);
  return { state, socket, targets, client, vda: runs.get('vda')!, vdb: runs.get('vdb')! };
}

for (const bad of ['vda', 'vdb'] as const) {
  const good = bad === 'vda' ? 'vdb' : 'vda';
  const which = bad === 'vda' ? 'older' : 'younger';
  test(`where the ${which} of two backups left behind cannot be settled, the other one is, and gets its digests`, async (t) => {
    const left = await twoLeft(t);
    const record = path.join(left.state, 'domainbackup', 'runs', `${left[bad]}.open.json`);
    await writeFile(record, '{');
    const next = await document(t, good, path.join(await folderFor(t), 'next'));
    const { status, stderr } = await domainbackup(t, 'start', next, '--qmp', left.socket);
    assert.equal(status, 0, stderr);
    assert.match(stderr, new RegExp(`is settled now\\.\nBackup ${left[good]} completed\\.\n`));
    assert.match(stderr, new RegExp(`^The record "${record}" cannot be read: .* Move it away`, 'm'));
    const shown = await domainbackup(t, 'show', left[good]);
    assert.match(shown.stdout, /^ {4}digested: /m, shown.stderr);
    const attached = await domainbackup(t, 'attach', '--qmp', left.socket);
    assert.equal(attached.status, 1);
    assert.match(attached.stderr, new RegExp(`^The record "${record}" cannot be read: `));
  });
}

test('attach tells what it has settled also where it cannot settle all, and does not call that well', async (t) => {
  const { state, socket, vda, vdb } = await twoLeft(t);
  const record = path.join(state, 'domainbackup', 'runs', `${vdb}.open.json`);
  await writeFile(record, '{');
  const { status, stdout, stderr } = await domainbackup(t, 'attach', '--qmp', socket);
  assert.equal(status, 1, stderr);
  assert.match(stdout, new RegExp(`^Backup ${vda} completed\\.$`, 'm'));
  assert.match(stderr, new RegExp(`^The record "${record}" cannot be read: `));
});

test('a start goes by what the machine is once all is settled there, not by the plan that was made meanwhile', async (t) => {
  const { file, socket, second, targets } = await setUp(t, TWO_SLOW_DISKS);
  const running = start(t, 'start', file, '--no-digest', '--qmp', socket);
  await running.printed(/vda: running/);
  // Who settles it gives its program a moment, in which the plan is made.
  running.process.kill('SIGSTOP');
  const client = await connectTo(t, second);
  await untilConcluded(client);
  // As if its program had come as far as this: then nothing in QEMU tells of the targets, which are still partial.
  for (const kind of [/^db-.*t$/, /^db-.*p$/])
    for (const { 'node-name': node = '' } of await queryNodes(client))
      if (kind.test(node)) await client.execute('blockdev-del', { 'node-name': node });
  await client.close();
  const planned = await domainbackup(t, 'plan', file, '--qmp', second);
  assert.equal(planned.status, 0, planned.stderr);
  const { status, stderr } = await domainbackup(t, 'start', file, '--qmp', second);
  assert.equal(status, 1, stderr);
  assert.match(stderr, /^Backup \S+ completed\.$/m);
  // What a plan tells is all of it; as the targets are made, QEMU tells of the first one only.
  assert.match(
    stderr,
    /^error: Disk "vda": ".*\/a" exists already, .*\nerror: Disk "vdb": ".*\/b" exists already, /m,
  );
  assert.deepEqual(await filesIn(targets), ['a', 'b']);
  running.process.kill('SIGCONT');
  assert.equal((await running.ended).status, 0);
});
