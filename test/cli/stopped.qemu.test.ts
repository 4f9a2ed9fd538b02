import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { backupXml, fileDisk, fileSystemFor, TWO_DISKS } from '../backup/support';
import { setUp } from './setUp';
import { domainbackup, jsonLines, start } from './support';

const MIB = 1024 * 1024;

test('jobs heads a run that was stopped by what stops it, with what to do; so do those who follow it', async (t) => {
  const { file, socket, second, targets } = await setUp(t, TWO_DISKS);
  const small = await fileSystemFor(t, '16m');
  const [full, fits] = [path.join(small, 'a'), path.join(targets, 'b')];
  await writeFile(file, backupXml(fileDisk('vda', full), fileDisk('vdb', fits)));
  const flags = ['--on-error', 'stop', '--speed', '1M'];
  const starting = start(t, 'start', file, '--qmp', socket, ...flags);
  await starting.printed(/vdb: running/);
  await assert.rejects(writeFile(path.join(small, 'filler'), Buffer.alloc(16 * MIB)), /ENOSPC/);
  await starting.printed(/vda: out of space/);
  await starting.complained(/vda: The target’s file system is full \(.* free\)\. .* resume --qmp SOCKET/);
  const stopped = await domainbackup(t, 'jobs', '--qmp', second);
  const [, run = ''] = /^(\S+): /.exec(stopped.stdout) ?? [];
  assert.match(
    stopped.stdout,
    new RegExp(
      [
        `^${run}: out of space \\(vda\\)`,
        `  vda: out of space, \\d+% .*, limited to 1(.0)? MiB/s -> ${full}`,
        `  vdb: running, \\d+% .*, limited to 1(.0)? MiB/s -> ${fits}`,
        '  vda: The target’s file system is full\\. Free some space and retry, or cancel\\.',
        `  Retry with: domainbackup resume --qmp ${second} ${run}`,
        `  Cancel with: domainbackup cancel --qmp ${second} ${run}\n$`,
      ].join('\n'),
    ),
  );
  const [json] = jsonLines((await domainbackup(t, 'jobs', '--qmp', second, '--json')).stdout);
  assert.equal(json?.['state'], 'out-of-space');
  starting.process.kill('SIGKILL');
  await starting.ended;
  const following = start(t, 'attach', '--qmp', socket);
  await following.printed(/vda: out of space/);
  await following.complained(/vda: The target’s file system is full \(.* free\)\./);
  assert.equal((await domainbackup(t, 'cancel', '--qmp', second)).status, 0);
  assert.equal((await following.ended).status, 4);
});

test('jobs and those who follow say that a backup is paused, and how it goes on', async (t) => {
  const { file, socket, second } = await setUp(t, TWO_DISKS);
  const following = start(t, 'start', file, '--qmp', socket, '--speed', '1M');
  await following.printed(/vda: running/);
  assert.equal((await domainbackup(t, 'pause', '--qmp', second)).status, 0);
  await following.complained(/^Backup \S+ is paused\. Let it go on with: domainbackup resume --qmp SOCKET/m);
  const { stdout } = await domainbackup(t, 'jobs', '--qmp', second);
  const [, run = ''] = /^(\S+): paused\n/.exec(stdout) ?? [];
  assert.match(stdout, new RegExp(`\n  Let it go on with: domainbackup resume --qmp ${second} ${run}\n$`));
  assert.equal((await domainbackup(t, 'cancel', '--qmp', second, run)).status, 0);
  assert.equal((await following.ended).status, 4);
});
