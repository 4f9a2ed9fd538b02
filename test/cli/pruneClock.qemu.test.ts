import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { backUp, guest, libraryFor } from '../archive/library';
import { domainbackup, jsonLines, launch } from './support';

test('a backup that was made while a clock was set back does not go for older ones, and list and prune say so', async (t) => {
  const library = await libraryFor(t);
  await guest(library, 'vda', 'write -P 1 0 64k');
  const base = await backUp(library, { checkpoint: 'monday' });
  const differential = await backUp(library, { since: 'monday' });
  const { folder, machine } = library;
  const clock = path.join(machine.folder, 'clock.cjs');
  const back = 3 * 365 * 86_400_000;
  await writeFile(clock, `const now = Date.now; Date.now = () => now() - ${back};`);
  const document = path.join(machine.folder, 'back.domainbackup.xml');
  await writeFile(
    document,
    `<domainbackup><incremental>monday</incremental><disks><disk name="vda" type="file"><target file="${folder}/back.qcow2"/></disk></disks></domainbackup>`,
  );
  await library.client.close();
  const options = ['--require', clock, path.resolve('dist/cli.js')];
  const started = await launch(t, process.execPath, [...options, 'start', document, '--qmp', machine.qmp[0]!])
    .ended;
  assert.equal(started.status, 0, started.stderr);
  const listed = jsonLines((await domainbackup(t, 'list', folder, '--json')).stdout);
  const newest = listed.find((one) => one['youngerParent'] === base);
  assert.ok(newest, JSON.stringify(listed));
  const run = String(newest['run']);
  assert.ok(run < base, run);

  const plan = await domainbackup(t, 'prune', folder, '--keep', '1');
  assert.match(plan.stdout, new RegExp(`keep +${run} .*recent\\. Whether ${differential} is newer nobody`));
  assert.match(plan.stdout, new RegExp(`keep +${differential} .*recent\\. Whether ${run} is newer nobody`));
  assert.match(plan.stdout, /Nothing is to be removed/);
  const { stdout } = await domainbackup(t, 'list', folder);
  assert.match(stdout, new RegExp(`${run}: it builds on ${base}, which says to be younger: a clock was set`));
});
