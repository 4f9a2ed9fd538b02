import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { backupXml, fileDisk } from '../backup/support';
import { setUp } from './setUp';
import { domainbackup, jsonLines } from './support';

test('plan shows an increment as what was asked for, also where it is impossible, and then no figures of a full copy', async (t) => {
  const { targets, file, socket } = await setUp(t);
  await writeFile(file, backupXml(fileDisk('vda', path.join(targets, 'first'))));
  const first = await domainbackup(
    t,
    'start',
    file,
    '--no-digest',
    '--qmp',
    socket,
    '--checkpoint',
    'monday',
  );
  assert.equal(first.status, 0, first.stderr);

  const since = async (checkpoint: string) => {
    const disk = fileDisk('vda', path.join(targets, 'next'));
    const root = `<incremental>${checkpoint}</incremental><disks>${disk}${fileDisk('vdb', path.join(targets, 'b')).replace('type="file"', 'type="file" backupmode="full"')}</disks>`;
    await writeFile(file, `<domainbackup>${root}</domainbackup>`);
    const { status, stdout, stderr } = await domainbackup(t, 'plan', file, '--qmp', socket);
    const [vda, vdb] = stdout.trimEnd().split('\n').slice(2);
    const [json] = jsonLines((await domainbackup(t, 'plan', file, '--qmp', socket, '--json')).stdout);
    const [planned] = json!['disks'] as { copy: object; need?: object; free?: number }[];
    return {
      status,
      stderr,
      vda: vda!.trim().split(/ {2,}/),
      vdb: vdb!.trim().split(/ {2,}/),
      planned: planned!,
    };
  };

  const good = await since('monday');
  assert.equal(good.status, 0, good.stderr);
  assert.equal(good.vda[5], 'since monday');
  assert.equal(good.vdb[5], 'full');

  const bad = await since('sunday');
  assert.equal(bad.status, 1);
  assert.match(
    bad.stderr,
    /^error: Disk "vda": there is no checkpoint "sunday" on it \(it has "monday"\)[^\n]*\n$/,
  );
  assert.deepEqual(bad.vda.slice(0, 6), ['vda', '64 MiB', '?', '?', '?', 'since sunday (impossible)']);
  assert.equal(bad.vdb[5], 'full');
  assert.deepEqual(bad.planned.copy, { kind: 'since', checkpoint: 'sunday' });
  assert.equal(bad.planned.need, undefined);
});
