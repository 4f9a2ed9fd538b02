import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { machineWithFullTarget } from '../backup/fullTarget';
import { backupXml, connectTo, fileDisk, untilConcluded } from '../backup/support';
import { domainbackup, jsonLines, start } from './support';

/** A backup of such a machine, started slowly from the command line; its target is full when the guest begins to write. */
async function startAndFillUp(t: TestContext, ...flags: string[]) {
  const parts = await machineWithFullTarget(t);
  const file = path.join(parts.folder, 'backup.xml');
  await writeFile(file, backupXml(fileDisk('vda', parts.target)));
  const program = start(t, 'start', file, '--qmp', parts.first, '--speed', '1M', ...flags);
  await program.printed(/vda: running/);
  await parts.fillUp();
  const client = await connectTo(t, parts.second);
  await client.execute('cont', {});
  return { ...parts, program, client };
}

test('start says that QEMU has paused the machine for a full target, and resume lets both go on', async (t) => {
  const { program, client, second, freeSpace } = await startAndFillUp(t, '--on-error', 'stop');
  await program.complained(/QEMU has paused the machine at a write of its guest/);
  // The job comes upon it a moment later; with space again by then, it would go on by itself.
  await program.printed(/vda: out of space/);
  await freeSpace();
  await client.close();
  assert.equal((await domainbackup(t, 'resume', '--qmp', second)).status, 0);
  const { status, stdout } = await program.ended;
  assert.equal(status, 0);
  assert.match(stdout, /completed/);
});

test('start lets the machine go on that QEMU has paused when the backup has failed, and says so', async (t) => {
  const { program, client } = await startAndFillUp(t);
  const { status, stdout, stderr } = await program.ended;
  assert.equal(status, 3);
  assert.match(stdout + stderr, /QEMU had paused the machine.* The machine goes on/);
  assert.equal((await client.execute('query-status', {})).status, 'running');
});

/** A start that was killed before its target ran full, and has failed since with nobody there. */
async function killAndFail(t: TestContext) {
  const { program, client, first } = await startAndFillUp(t);
  program.process.kill('SIGKILL');
  await program.ended;
  await untilConcluded(client);
  const status = async () => (await client.execute('query-status', {})).status;
  assert.equal(await status(), 'io-error');
  return { first, status };
}

test('jobs says that a backup which failed with nobody there has left the machine paused, and resume lets it go on', async (t) => {
  const { first, status } = await killAndFail(t);
  const { stdout } = await domainbackup(t, 'jobs', '--qmp', first);
  assert.match(
    stdout,
    /: failed, machine paused \(to be settled with: domainbackup attach .*\)$.*^ {2}QEMU has paused the machine at a write of its guest, .* goes on when the backup is settled\.$/ms,
  );
  const [json] = jsonLines((await domainbackup(t, 'jobs', '--qmp', first, '--json')).stdout);
  assert.equal(json?.['guest'], 'paused');
  const resumed = await domainbackup(t, 'resume', '--qmp', first);
  assert.deepEqual([resumed.status, resumed.stderr], [0, '']);
  assert.match(resumed.stdout, /the machine goes on, which QEMU had paused\.$/m);
  assert.equal(await status(), 'running');
  assert.doesNotMatch((await domainbackup(t, 'jobs', '--qmp', first)).stdout, /machine paused/);
  assert.equal((await domainbackup(t, 'resume', '--qmp', first)).status, 1, 'nothing is left to be resumed');
});

test('cancel without a run settles a backup that failed with nobody there, and lets the machine go on', async (t) => {
  const { first, status } = await killAndFail(t);
  const cancelled = await domainbackup(t, 'cancel', '--qmp', first);
  assert.equal(cancelled.status, 3);
  assert.match(cancelled.stderr, /QEMU had paused the machine.* The machine goes on/);
  assert.match(cancelled.stdout, /was not cancelled; its outcome is: failed\./);
  assert.equal(await status(), 'running');
});
