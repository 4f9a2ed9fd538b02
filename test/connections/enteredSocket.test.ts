import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { findSocketProblem, tidySocket } from '../../client/connections/enteredSocket';
import { exposureOf, exposuresOf } from '../../client/connections/exposure';

let folder: string;
let socket: string;
let server: Server;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'domainbackup-entered-'));
  socket = path.join(folder, 'vm.qmp');
  server = createServer().listen(socket);
  await once(server, 'listening');
});
after(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const codeOf = async (text: string) => (await findSocketProblem(text, []))?.code;

test('what is typed as a socket is judged as it grows', async () => {
  assert.equal(await codeOf(''), 'empty');
  assert.equal(await codeOf('/'), 'no-socket');
  assert.equal(await codeOf('vm.qmp'), 'relative');
  assert.equal(await codeOf('/nowhere/vm.qmp'), 'missing');
  assert.equal(await codeOf('localhost:'), 'no-address');
  assert.equal(await codeOf('localhost:99999'), 'no-address');
  assert.equal(await codeOf('unix:/run/vm.qmp'), 'no-address');
  await writeFile(path.join(folder, 'file'), '');
  assert.equal(await codeOf(path.join(folder, 'file')), 'no-socket');
  assert.equal(await codeOf(socket), undefined);
});

test('a socket that a connection uses already is told with its name', async () => {
  const known = [{ name: 'web', socket }];
  assert.deepEqual(await findSocketProblem(` ${socket} `, known), { code: 'taken', name: 'web' });
});

test('a socket that a connection uses already is told also through a link', async () => {
  const link = path.join(folder, 'link.qmp');
  await symlink(socket, link);
  assert.deepEqual(await findSocketProblem(link, [{ name: 'web', socket }]), { code: 'taken', name: 'web' });
  const known = [{ name: 'web', socket: link }];
  assert.deepEqual(await findSocketProblem(socket, known), { code: 'taken', name: 'web' });
});

test("a path in the user's home is written whole into the setting", () => {
  assert.equal(tidySocket(' ~/vm.qmp '), path.join(homedir(), 'vm.qmp'));
});

test('a socket that everybody may write to is told, unless its folder keeps them out', async () => {
  await chmod(socket, 0o777);
  assert.equal(await exposureOf(socket), undefined, 'the folder is private');
  await chmod(folder, 0o755);
  assert.equal(await exposureOf(socket), 'everybody');
  assert.deepEqual(await findSocketProblem(socket, []), { code: 'exposed', exposure: 'everybody' });
  const connection = { name: 'vm', socket: 'localhost:4444', guestAgent: socket };
  assert.deepEqual(await exposuresOf(connection), ['port', 'agent']);
  await chmod(socket, 0o770);
  assert.equal(await exposureOf(socket), undefined);
  assert.deepEqual(await exposuresOf({ name: 'vm', socket, guestAgent: socket }), []);
  assert.deepEqual(await exposuresOf({ name: 'vm', socket }), []);
});

test('a port is open to whoever reaches it, and what is no address to nobody', async () => {
  assert.equal(await exposureOf('localhost:4444'), 'port');
  assert.equal(await exposureOf('nonsense:'), undefined);
  assert.equal(await exposureOf('/nowhere'), undefined);
});
