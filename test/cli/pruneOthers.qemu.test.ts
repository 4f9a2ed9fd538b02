import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { backupXml, fileDisk, folderFor, inQcow2, TWO_SLOW_DISKS } from '../backup/support';
import { nobody } from './asNobody';
import { notOurs } from './notOurs';

test('a prune keeps what another user’s increment builds on, also where one’s own cancelled run has left a file', async (t) => {
  const { file, socket, targets, user, run } = await notOurs(t, inQcow2(TWO_SLOW_DISKS));
  const third = await nobody(t);
  const [open, closed] = [path.join(targets, 'open'), path.join(targets, 'closed')];
  await mkdir(open);
  await mkdir(closed);
  await chmod(open, 0o777);
  await chmod(closed, 0o755);
  const write = (target: string, since = '') =>
    writeFile(file, backupXml(fileDisk('vda', target)).replace('<disks>', `${since}<disks>`));
  const full = path.join(open, 'f.qcow2');
  await write(full);
  const first = await run('start', file, '--qmp', socket, '--checkpoint', 'monday');
  assert.equal(first.status, 0, first.stderr);
  const left = path.join(closed, 'a.qcow2');
  await write(left);
  const cancelled = user('start', file, '--qmp', socket, '--speed', '512K');
  await cancelled.printed(/vda: running/);
  cancelled.process.kill('SIGINT');
  assert.match((await cancelled.ended).stdout, /a\.qcow2", which is no backup: remove it$/m);
  await rm(left);
  await write(left, '<incremental>monday</incremental>');
  const others = await third('start', file, '--qmp', socket).ended;
  assert.equal(others.status, 0, others.stderr);
  await write(path.join(open, 'g.qcow2'));
  assert.equal((await run('start', file, '--qmp', socket)).status, 0);

  const pruned = await run('prune', open, '--keep', '1', '--yes');
  assert.match(pruned.stdout, /keep +\S+ .* needed by \S+\. Its file ".*closed\/a\.qcow2" tells so/);
  assert.ok((await readdir(open)).includes('f.qcow2'), pruned.stdout);
  // Nor is the increment removed for what the cancelled run has left.
  const all = await run('prune', open, closed, '--older-than', '0s', '--yes');
  assert.ok((await readdir(closed)).includes('a.qcow2'), all.stdout);
  const to = await folderFor(t);
  await chmod(to, 0o777);
  const restored = await third('restore', left, '--to', to, '--catalog', open).ended;
  assert.equal(restored.status, 0, restored.stderr);
});
