import assert from 'node:assert/strict';
import { cp, mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { bothTo } from '../backup/support';
import { setUp } from './setUp';
import { domainbackup, jsonLines } from './support';

test('each of two copies of a backup is verified, and named by its folder', async (t) => {
  const { targets: folder, file, socket } = await setUp(t);
  const [origin, first, second] = ['origin', 'first', 'second'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(origin);
  await writeFile(file, bothTo(origin, 'raw'));
  assert.equal((await domainbackup(t, 'start', file, '--qmp', socket)).status, 0);
  const copyAnew = async () => {
    for (const copy of [first, second]) {
      await rm(copy, { recursive: true, force: true });
      await cp(origin, copy, { recursive: true });
    }
  };
  const [manifest = ''] = (await readdir(origin)).filter((name) => name.endsWith('.json'));
  const run = manifest.replace('.domainbackup.json', '');
  const verify = (...options: string[]) => domainbackup(t, 'verify', first, second, ...options);

  await t.test('where both are whole', async () => {
    await copyAnew();
    const { status, stdout, stderr } = await verify();
    assert.deepEqual([status, stderr], [0, ''], stdout);
    assert.match(stdout, new RegExp(`^${run} in ${first}: sound$`, 'm'));
    assert.match(stdout, new RegExp(`^${second}/a, ${second}/b \\(vda, vdb of ${run}\\): sound$`, 'm'));
  });

  for (const [name, disk, lacking, whole] of [
    ['a', 'vda', second, first],
    ['b', 'vdb', second, first],
    ['a', 'vda', first, second],
  ] as const)
    await t.test(`where the ${path.basename(lacking)} lacks the file of ${disk}`, async () => {
      await copyAnew();
      await rm(path.join(lacking, name));
      const { status, stdout, stderr } = await verify();
      assert.equal(status, 1, stdout);
      assert.match(stdout, new RegExp(`^${run} in ${whole}: sound$`, 'm'));
      assert.ok(
        stderr.includes(
          `Disk "${disk}" of run ${run}: "${path.join(lacking, name)}" is missing, ` +
            `so the copy of the backup in "${lacking}" is not whole.`,
        ),
        stderr,
      );
      const told = jsonLines((await verify('--json')).stdout);
      const [finding] = told.filter(({ event }) => event === 'finding');
      assert.deepEqual(
        [finding?.['code'], finding?.['disk'], finding?.['file']],
        ['target-missing', disk, path.join(lacking, name)],
      );
      const verified = told.find((one) => one.event === 'verified' && one['files'] === undefined);
      assert.deepEqual([verified?.['verdict'], verified?.['folders']], ['sound', [whole]]);
    });

  for (const name of ['a', 'b'])
    await t.test(`where the first bytes of ${name} are damaged in one`, async () => {
      await copyAnew();
      const handle = await open(path.join(second, name), 'r+');
      await handle.write(Buffer.alloc(512, 7), 0, 512, 0);
      await handle.close();
      const { status, stdout } = await verify();
      assert.equal(status, 1, stdout);
      assert.match(stdout, new RegExp(`^${second}/a, ${second}/b \\(vda, vdb of ${run}\\): DAMAGED$`, 'm'));
      assert.match(stdout, new RegExp(`^${run} in ${first}: sound$`, 'm'));
    });
});
