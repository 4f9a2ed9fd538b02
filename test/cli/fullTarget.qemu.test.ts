import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { machineWithFullTarget } from '../backup/fullTarget';
import { backupXml, connectTo, fileDisk } from '../backup/support';
import { start, domainbackup } from './support';

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
