import assert from 'node:assert/strict';
import test from 'node:test';
import { QmpClient, type QmpTraffic } from '../../engine/qmp';
import { withoutSecrets } from '../../engine/qmp/withoutSecrets';
import { fakeMonitor, reply, returns } from './fakeMonitor';

test('an observer is told of commands, replies, refusals and events in their order, until it leaves', async (t) => {
  const client = await QmpClient.connect(
    await fakeMonitor(t, {
      'query-name': (request, socket) => {
        reply(socket, { event: 'STOP', timestamp: { seconds: 1, microseconds: 0 } });
        reply(socket, { return: { name: 'guest' }, id: request.id });
      },
      'job-dismiss': (request, socket) =>
        reply(socket, { id: request.id, error: { class: 'GenericError', desc: 'Job not found' } }),
      'query-status': returns({ status: 'running', running: true, singlestep: false }),
    }),
  );
  t.after(() => client.close());
  const told: QmpTraffic[] = [];
  const observation = client.observe((message) => told.push(message));
  await client.execute('query-name', {});
  await client.execute('job-dismiss', { id: 'a' }).catch(() => undefined);
  observation.dispose();
  await client.execute('query-status', {});
  const first = told[0]?.kind === 'sent' ? told[0].id : 0;
  assert.deepEqual(told, [
    { kind: 'sent', id: first, command: 'query-name', arguments: {} },
    { kind: 'event', name: 'STOP', data: {} },
    { kind: 'returned', id: first, command: 'query-name', value: { name: 'guest' } },
    { kind: 'sent', id: first + 1, command: 'job-dismiss', arguments: { id: 'a' } },
    {
      kind: 'refused',
      id: first + 1,
      command: 'job-dismiss',
      class: 'GenericError',
      desc: 'Job not found',
    },
  ]);
});

test('an observer that throws ends neither the session nor the command', async (t) => {
  const client = await QmpClient.connect(await fakeMonitor(t, { 'query-name': returns({ name: 'guest' }) }));
  t.after(() => client.close());
  const warning = new Promise((resolve) => process.once('warning', resolve));
  client.observe((message) => {
    if (message.kind === 'sent') throw new Error('expected by the test');
  });
  assert.equal((await client.execute('query-name', {})).name, 'guest');
  assert.match(String(await warning), /expected by the test/);
});

const secret = 's3cret';

for (const [what, value] of Object.entries({
  'a LUKS key': { 'qom-type': 'secret', id: 'luks', data: secret },
  'the password of a block driver': { driver: 'ssh', options: [{ user: 'u', password: secret }] },
  'the password in an address': { file: `nbd://user:${secret}@host/export` },
  'the password in an iSCSI address': `Could not open iscsi://user%${secret}@host/target/0`,
  'a password with an @ in it': `ssh://user:a@${secret}@host/image`,
  'the password of a user with an @ in the name': `ssh://me@corp:${secret}@host/image`,
  'a password with a slash in it': `Could not open 'ftp://user:a/${secret}@host/image': denied`,
  'a password with marks of a query in it': `ftp://user:a?${secret}#b@host/image`,
  'a password with a quotation mark in it': `ftp://user:'"${secret}@host/image`,
  'a signature in the query of an address': `https://host/a?X-Amz-Date=1&X-Amz-Signature=${secret}`,
  'a token in the query of an address with a port': `Could not open 'https://host:8443/a?token=${secret}': 403`,
  'a password in a json: name': `json:${JSON.stringify({ driver: 'https', password: secret })}`,
  'a cookie in a json: name with dots in its keys': `json:${JSON.stringify({ 'file.cookie': secret, b: { c: '}' } })}`,
  'an address in a json: name': `json:${JSON.stringify({ file: { url: `ftp://u:${secret}@h/a` } })}`,
  'a json: name within another': `json:${JSON.stringify({ file: `json:${JSON.stringify({ cookie: secret })}` })}`,
  'a json: name in a message': `Could not open 'json:{"driver":"https","cookie":"a\\"${secret}"}': 403`,
  'a json: name that was cut': `Could not open json:{"driver":"https","cookie":"a\\"${secret}`,
  'the key of a Ceph image': `rbd:pool/image:id=admin:key=${secret}:mon_host=h`,
})) {
  test(`${what} is left out of what an observer is told`, () => {
    const told = JSON.stringify(withoutSecrets(value));
    assert.doesNotMatch(told, new RegExp(secret));
    assert.match(told, /left out/);
  });
}

test('what is no secret stays as it is', () => {
  const value = {
    'key-secret': 'luks0',
    data: { id: 'x', ratio: '50%' },
    files: [
      '/backup/a:b@c.qcow2',
      'nbd://host:10809/export',
      'https://host:8443/a@b',
      'nbd+unix:///export?socket=/run/nbd.sock',
      'ssh://user@host/a',
      'ssh://user@host:22/a@b',
      'http://[::1]:80/a@b',
      'json:{"driver": "raw", "file": {"driver": "file", "filename": "/a"}}',
      'Could not open json:x, and what is behind it',
      'rbd:pool/image@snapshot:id=admin',
      'Is it there? a=b',
      3,
      null,
      true,
    ],
  };
  assert.deepEqual(withoutSecrets(value), value);
});
