import assert from 'node:assert/strict';
import test from 'node:test';
import {
  QmpClient,
  QmpCommandError,
  QmpDisconnectedError,
  QmpProtocolError,
  QmpTimeoutError,
  type QmpError,
} from '../../engine/qmp';
import { fakeMonitor, reply, returns, type Answers, type Request } from './fakeMonitor';

const status = { status: 'running', running: true, singlestep: false };

async function connected(t: test.TestContext, answers: Answers): Promise<QmpClient> {
  const client = await QmpClient.connect(await fakeMonitor(t, answers));
  t.after(() => client.close());
  return client;
}

test('replies go to the commands whose ids they carry, in whatever order they come', async (t) => {
  let first: Request | undefined;
  const client = await connected(t, {
    'query-name': (request) => (first = request),
    'query-status': (request, socket) => {
      reply(socket, { return: status, id: request.id });
      reply(socket, { return: { name: 'guest' }, id: first?.id });
    },
  });
  const [name, state] = await Promise.all([
    client.execute('query-name', {}),
    client.execute('query-status', {}),
  ]);
  assert.equal(name.name, 'guest');
  assert.equal(state.status, 'running');
});

test('hundreds of commands may be under way at once, on one signal', async (t) => {
  const client = await connected(t, { 'query-status': returns(status) });
  const warnings: Error[] = [];
  const collect = (warning: Error) => warnings.push(warning);
  process.on('warning', collect);
  t.after(() => process.off('warning', collect));
  const { signal } = new AbortController();
  const states = await Promise.all(
    Array.from({ length: 300 }, () => client.execute('query-status', {}, { signal, timeout: 10_000 })),
  );
  assert.equal(states.length, 300);
  assert.deepEqual(warnings, []);
});

test("QEMU's refusal of a command carries its class and its words", async (t) => {
  const client = await connected(t, {
    'job-dismiss': (request, socket) =>
      reply(socket, { id: request.id, error: { class: 'GenericError', desc: 'Job not found' } }),
  });
  await assert.rejects(client.execute('job-dismiss', { id: 'a' }), (error) => {
    assert.ok(error instanceof QmpCommandError);
    assert.deepEqual(
      [error.command, error.class, error.desc],
      ['job-dismiss', 'GenericError', 'Job not found'],
    );
    return true;
  });
});

test('unknown fields of a reply pass through, and what QEMU leaves out gets its default', async (t) => {
  const [device] = await (
    await connected(t, {
      'query-block': returns([
        {
          device: '',
          removable: false,
          locked: false,
          'new-field': 1,
          inserted: {
            file: '/a',
            drv: 'qcow2',
            ro: false,
            encrypted: false,
            image: { filename: '/a', format: 'qcow2', 'virtual-size': 1 },
          },
        },
      ]),
    })
  ).execute('query-block', {});
  assert.equal(device?.['new-field'], 1);
  assert.deepEqual(device?.inserted?.['dirty-bitmaps'], []);
});

test('a reply of another shape rejects its command with the place, and the session goes on', async (t) => {
  const client = await connected(t, {
    'query-jobs': returns([{ id: 'a', type: 'backup', status: 'dancing' }]),
    'query-status': returns(status),
  });
  await assert.rejects(
    client.execute('query-jobs', {}),
    (error) => error instanceof QmpProtocolError && /query-jobs .*0\.status/.test(error.message),
  );
  assert.equal((await client.execute('query-status', {})).running, true);
});

test('an aborted command rejects with the reason, and its late reply is dropped', async (t) => {
  let late: (() => void) | undefined;
  const abort = new AbortController();
  const client = await connected(t, {
    'query-name': (request, socket) => {
      late = () => reply(socket, { return: { name: 'late' }, id: request.id });
      abort.abort(new Error('enough'));
    },
    'query-status': (request, socket) => {
      late?.();
      reply(socket, { return: status, id: request.id });
    },
  });
  await assert.rejects(client.execute('query-name', {}, { signal: abort.signal }), /enough/);
  assert.equal((await client.execute('query-status', {})).running, true);
});

test('a command whose signal is aborted already is not sent', async (t) => {
  const seen: string[] = [];
  const client = await connected(t, {
    stop: ({ execute }) => seen.push(execute),
    'query-status': returns(status),
  });
  await assert.rejects(client.execute('stop', {}, { signal: AbortSignal.abort(new Error('no')) }), /no/);
  await client.execute('query-status', {});
  assert.deepEqual(seen, []);
});

test('a command without a reply in time says that its outcome is unknown', async (t) => {
  const client = await connected(t, { 'query-status': returns(status) });
  await assert.rejects(client.execute('job-cancel', { id: 'a' }, { timeout: 20 }), (error) => {
    assert.ok(error instanceof QmpTimeoutError);
    assert.equal(error.command, 'job-cancel');
    assert.match(error.message, /job-cancel within 20 ms.*unknown/);
    return true;
  });
  assert.equal((await client.execute('query-status', {})).running, true);
});

test('the loss of the connection rejects every command under way, and says why it ended', async (t) => {
  const client = await connected(t, { quit: (_request, socket) => socket.destroy() });
  const pending = [client.execute('stop', {}), client.execute('quit', {})];
  const outcomes = await Promise.allSettled(pending);
  for (const [index, outcome] of outcomes.entries()) {
    assert.ok(outcome.status === 'rejected' && outcome.reason instanceof QmpDisconnectedError);
    assert.match(
      outcome.reason.message,
      new RegExp(`before ${['stop', 'quit'][index]} was answered.*unknown`),
    );
  }
  assert.ok((await client.closed) instanceof QmpDisconnectedError);
  await assert.rejects(client.execute('query-status', {}), /was not sent/);
});

const broken: Array<[name: string, send: (request: Request) => string, message: RegExp]> = [
  ['garbage', () => 'Segmentation fault', /sent "Segmentation fault"/],
  ['a message of no kind', () => '{"what": "is this"}', /an unknown message/],
  [
    'a reply to a command that was never sent',
    ({ id }) => `{"return": {}, "id": ${id + 1}}`,
    /an unknown message/,
  ],
  [
    'an error without an id',
    () => '{"error": {"class": "GenericError", "desc": "JSON parse error"}}',
    /could not read a request \(JSON parse error\)/,
  ],
];

for (const [name, send, message] of broken) {
  test(`${name} ends the session with the reason`, async (t) => {
    const client = await connected(t, { stop: (request, socket) => socket.write(send(request)) });
    await assert.rejects(client.execute('stop', {}), QmpDisconnectedError);
    const reason = await client.closed;
    assert.ok(reason instanceof QmpProtocolError);
    assert.match(reason.message, message);
  });
}

test('close rejects what is under way, may be called again, and counts as no failure', async (t) => {
  const client = await connected(t, {});
  const pending = assert.rejects(client.execute('stop', {}), /This client closed the connection/);
  await Promise.all([client.close(), client.close()]);
  await pending;
  assert.equal(await client.closed, undefined);
  await client.close();
});

test('close does not wait for a monitor that has stopped reading', async (t) => {
  const client = await connected(t, { stop: (_request, socket) => socket.pause() });
  const first = client.execute('stop', {});
  const flood = Array.from({ length: 200 }, () =>
    client.execute('human-monitor-command', { 'command-line': 'x'.repeat(10_000) }),
  );
  const outcomes = Promise.allSettled([first, ...flood]);
  await client.close();
  assert.ok((await outcomes).every(({ status: outcome }) => outcome === 'rejected'));
});

test('after a session has ended, by either side, the next one works', async (t) => {
  const address = await fakeMonitor(t, {
    'query-status': returns(status),
    quit: (_request, socket) => socket.destroy(),
  });
  const ends: Array<(client: QmpClient) => Promise<QmpError | undefined>> = [
    (client) => client.close().then(() => client.closed),
    (client) =>
      client.execute('quit', {}).then(
        () => undefined,
        () => client.closed,
      ),
  ];
  for (const end of ends) {
    const client = await QmpClient.connect(address);
    assert.equal((await client.execute('query-status', {})).running, true);
    await end(client);
  }
});
