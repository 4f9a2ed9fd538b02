import assert from 'node:assert/strict';
import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { planPrune, prune as carryOut, readCatalogue } from '../../engine';
import { backUp, libraryFor } from '../archive/library';
import { ALL, NONE } from '../archive/written';
import { folderFor, run as tool, TWO_DISKS } from '../backup/support';
import { setUp } from './setUp';
import { domainbackup } from './support';

test('a prune keeps a backup that another image has as its backing file, or that QEMU has open', async (t) => {
  const library = await libraryFor(t);
  const { folder, client } = library;
  const old = await backUp(library);
  await backUp(library);
  const target = path.join(folder, 'vda.0.qcow2');
  const overlay = path.join(folder, 'overlay.qcow2');
  const names = (await readdir(folder)).toSorted();
  const prune = () => domainbackup(t, 'prune', folder, '--keep', '1', '--yes');
  const overlaid = async (file: string, backing: string) =>
    tool('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', backing, '-F', 'qcow2', file]);

  for (const backing of [
    'vda.0.qcow2',
    target,
    `json:{"driver":"qcow2","file":{"driver":"file","filename":"${target}"}}`,
  ])
    await t.test(`named as ${backing.split(folder).join('…')}`, async () => {
      await overlaid(overlay, backing);
      const { status, stdout, stderr } = await prune();
      assert.equal(status, 0, stderr);
      assert.match(
        stdout,
        new RegExp(`stays +${old} .*: "${target}" stays: "${overlay}" has it as its backing file\\.\n`),
      );
      await rm(overlay);
      assert.deepEqual((await readdir(folder)).toSorted(), names);
    });

  await t.test('by a machine whose disk lies elsewhere', async () => {
    const elsewhere = path.join(await folderFor(t), 'disk.qcow2');
    await overlaid(elsewhere, target);
    const plan = await planPrune(await readCatalogue([folder]), { ...ALL, now: Date.now(), keep: 1 });
    const protocol = { driver: 'file', filename: elsewhere };
    await client.execute('blockdev-add', { driver: 'qcow2', 'node-name': 'disk', file: protocol });
    // It was started while somebody looked at the plan.
    const { removed, troubles } = await carryOut(plan, NONE);
    const open = `Run ${old} stays: a running QEMU, or one of its tools, has "${target}" open.`;
    assert.deepEqual([removed, troubles.map(({ message }) => message)], [[], [open]]);
    const { status, stdout, stderr } = await prune();
    assert.equal(status, 0, stderr);
    assert.match(
      stdout,
      new RegExp(`stays +${old} .*: "${target}" stays: a running QEMU, or one of its tools,`),
    );
    assert.deepEqual((await readdir(folder)).toSorted(), names);
    await client.execute('blockdev-del', { 'node-name': 'disk' });
    assert.match((await prune()).stdout, new RegExp(`remove +${old} `));
  });
});

test('what was made without digests goes, be nothing ever written into it', async (t) => {
  const empty = [{ name: 'vda', format: 'raw', size: 1024 * 1024, data: 0 }] as const;
  const { targets, file, socket } = await setUp(t, { ...TWO_DISKS, disks: [...empty] });
  const back = async (name: string) => {
    const target = path.join(targets, name);
    const disk = `<disk name="vda" type="file"><target file="${target}"/><driver type="raw"/></disk>`;
    await writeFile(file, `<domainbackup><disks>${disk}</disks></domainbackup>`);
    const { status, stderr } = await domainbackup(t, 'start', file, '--qmp', socket, '--no-digest');
    assert.equal(status, 0, stderr);
  };
  for (const name of ['a.raw', 'b.raw']) await back(name);
  const { status, stdout, stderr } = await domainbackup(t, 'prune', targets, '--keep', '1', '--yes');
  assert.equal(status, 0, stderr + stdout);
  const left = (await readdir(targets)).filter((name) => name.endsWith('.raw'));
  assert.deepEqual(left, ['b.raw'], stdout);
});
