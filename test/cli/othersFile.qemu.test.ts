import assert from 'node:assert/strict';
import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { backupXml, fileDisk, TWO_DISKS } from '../backup/support';
import { keptBack } from './keptBack';
import { notOurs } from './notOurs';
import { domainbackup } from './support';

test('nobody is told to remove what another user has backed up where a killed start was to, with its manifest or without', async (t) => {
  const { file, socket, targets, user, run } = await notOurs(t, TWO_DISKS);
  for (const [name, manifest] of [
    ['a.qcow2', 'stays'],
    ['b.qcow2', 'is removed'],
  ] as const) {
    const image = path.join(targets, name);
    await writeFile(file, backupXml(fileDisk('vda', image)));
    const monitor = await keptBack(t, socket, 'blockdev-create');
    const running = user('start', file, '--qmp', monitor.socket);
    await Promise.race([monitor.reached, running.ended.then(({ stderr }) => assert.fail(stderr))]);
    running.process.kill('SIGKILL');
    await running.ended;
    const others = await domainbackup(t, 'start', file, '--qmp', socket);
    assert.equal(others.status, 0, others.stderr);
    if (manifest === 'is removed')
      for (const one of await readdir(targets)) if (one.endsWith('.json')) await rm(path.join(targets, one));
    const { stdout, stderr } = await run('attach', '--qmp', monitor.socket);
    assert.match(
      stdout,
      manifest === 'stays' ? /failed: The program that was starting/ : /is unknown/,
      stderr,
    );
    assert.doesNotMatch(stdout + stderr, /what it wrote|remove/);
    assert.equal((stdout + stderr).includes(`"${image}" may be`), manifest === 'is removed', stdout + stderr);
    const verified = await run('verify', image);
    assert.equal(verified.status, 0, verified.stdout + verified.stderr);
  }
});
