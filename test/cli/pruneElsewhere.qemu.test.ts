import assert from 'node:assert/strict';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { openAnnouncedRecords } from '../../engine';
import { guest, libraryFor } from '../archive/library';
import { DAY, idOf, NOW, write, type Made } from '../archive/written';
import { connectTo, folderFor } from '../backup/support';
import { sampleRecord } from '../backup/sampleRecord';
import { domainbackup, jsonLines, start } from './support';
import { stateFor } from '../support/stateFor';

test('a prune leaves what an increment builds on that another program with records of its own is writing', async (t) => {
  const library = await libraryFor(t);
  const { folder, machine } = library;
  await guest(library, 'vda', 'write -P 1 0 4M');
  await library.client.close();
  const socket = machine.qmp[0] ?? '';
  const file = path.join(await folderFor(t), 'backup.xml');
  const writeDocument = async (name: string, since = '') => {
    const incremental = since === '' ? '' : `<incremental>${since}</incremental>`;
    const disk = `<disk name="vda" type="file"><target file="${path.join(folder, name)}"/></disk>`;
    await writeFile(file, `<domainbackup>${incremental}<disks>${disk}</disks></domainbackup>`);
  };
  const backUp = async (name: string, ...options: string[]) => {
    await writeDocument(name);
    const { status, stderr, stdout } = await domainbackup(
      t,
      'start',
      file,
      '--qmp',
      socket,
      '--json',
      ...options,
    );
    assert.equal(status, 0, stderr);
    return String(jsonLines(stdout)[0]?.['run']);
  };
  const base = await backUp('base.qcow2', '--checkpoint', 'monday');
  await backUp('newer.qcow2');
  library.client = await connectTo(t, socket);
  await guest(library, 'vda', 'write -P 2 0 4M');
  await library.client.close();

  // Another user, or VS Code: nothing of what it has on record is seen here.
  const own = process.env['XDG_STATE_HOME'];
  await stateFor(t);
  await mkdir(path.join(folder, 'increments'));
  await writeDocument('increments/top.qcow2', 'monday');
  const running = start(t, 'start', file, '--qmp', socket, '--speed', '64K', '--json');
  await running.printed(/"status":"(running|throttled)"/);
  process.env['XDG_STATE_HOME'] = own;

  const prune = () => domainbackup(t, 'prune', folder, '--keep', '1', '--yes');
  const held = await prune();
  assert.equal(held.status, 0, held.stderr);
  assert.match(
    held.stdout,
    new RegExp(
      `keep +${base} .* in use by the running backup \\S+\\. Its file ".*top\\.qcow2\\.\\S+\\.partial" tells so`,
    ),
  );
  assert.match(held.stdout, /^Nothing is to be removed\.$/m);

  // It ends, and needs nothing any more.
  running.process.kill('SIGINT');
  await running.ended;
  const done = await prune();
  assert.equal(done.status, 0, done.stderr);
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.endsWith('.qcow2')),
    ['newer.qcow2'],
  );
});

test('a prune asks also the records that another program of this user, such as VS Code, keeps elsewhere', async (t) => {
  const folder = await folderFor(t);
  const make = (number: number): Made => {
    const age = (9 - number) * DAY;
    return {
      run: idOf(Date.now() - age, number),
      machine: 'a',
      age: NOW - Date.now() + age,
      outcome: 'completed',
    };
  };
  const [old, base, newest] = [make(1), make(2), make(3)];
  for (const one of [old, base, newest]) await write(folder, one);
  const records = openAnnouncedRecords(path.join(await folderFor(t), 'runs'));
  const sample = sampleRecord({ run: idOf(Date.now(), 4), state: 'started', startedAt: Date.now() });
  const copy = { kind: 'since', checkpoint: 'monday', bitmap: 'monday', run: base.run } as const;
  const going = { ...sample, disks: sample.disks.map((disk) => ({ ...disk, copy })) };
  await records.write(going);
  const prune = () => domainbackup(t, 'prune', folder, '--keep', '1', '--no-verify', '--yes');
  const held = await prune();
  assert.match(
    held.stdout,
    new RegExp(`keep +${base.run} .* in use by the running backup ${going.run}$`, 'm'),
  );
  assert.match(held.stdout, new RegExp(`remove +${old.run} `));

  // What it comes to is needed as well, wherever that is; and once it is pruned, no more.
  await records.write({ ...going, state: 'ended', outcome: 'completed', endedAt: Date.now() });
  const needed = await prune();
  assert.match(needed.stdout, new RegExp(`keep +${base.run} .* needed by ${going.run}\\. No manifest`));
  await records.write({ ...going, state: 'ended', outcome: 'completed', endedAt: 2, removedAt: 3 });
  assert.match((await prune()).stdout, new RegExp(`remove +${base.run} `));
});
