import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, symlink } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { realSocket } from '../../engine';
import { listeningAt } from '../../client/discovery/listeningAt';
import { folderFor } from '../support/folderFor';

test('a socket is found by each of its paths, also where it was bound through a link', async (t) => {
  const folder = await folderFor(t);
  const [run, throughLink] = [path.join(folder, 'run'), path.join(folder, 'var-run')];
  await mkdir(run);
  await symlink(run, throughLink);
  const server = createServer().listen(path.join(throughLink, 'vm.qmp'));
  t.after(() => server.close());
  await once(server, 'listening');
  await symlink(path.join(throughLink, 'vm.qmp'), path.join(folder, 'monitor'));
  const addresses = ['run/vm.qmp', 'var-run/vm.qmp', 'monitor'].map((name) => path.join(folder, name));
  const asked = [...addresses, path.join(run, 'other.qmp'), 'localhost:4444', 'no:address'];
  const all = (use: string) => new Map(addresses.map((address) => [address, use]));
  assert.deepEqual(await listeningAt(asked), all('free'));
  const client = connect(addresses[0] ?? '');
  const [accepted] = await once(server, 'connection');
  assert.deepEqual(await listeningAt(asked), all('in-use'));
  client.destroy();
  accepted.destroy();
});

test('an address has one name, whether or not something is there', async (t) => {
  const folder = await folderFor(t);
  await mkdir(path.join(folder, 'run'));
  await symlink('run', path.join(folder, 'link'));
  assert.equal(await realSocket(path.join(folder, 'link', 'vm.qmp')), path.join(folder, 'run', 'vm.qmp'));
  assert.equal(await realSocket('/no/such/../folder/vm.qmp'), '/no/folder/vm.qmp');
  assert.equal(await realSocket(' localhost:4444 '), 'localhost:4444');
  assert.equal(await realSocket('unix:/run/vm.qmp'), 'unix:/run/vm.qmp');
});
