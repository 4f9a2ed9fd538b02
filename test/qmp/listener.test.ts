import assert from 'node:assert/strict';
import test from 'node:test';
import { QmpClient, QmpDisconnectedError, type QmpEvent } from '../../engine/qmp';
import { event, fakeMonitor, reply } from './fakeMonitor';

const jobChange = (id: string, status: string) => event('JOB_STATUS_CHANGE', { id, status });

/** A session with a monitor that sends these events, and then replies, when told to `stop`. */
async function eventful(t: test.TestContext, ...events: object[]): Promise<QmpClient> {
  const address = await fakeMonitor(t, {
    stop: (request, socket) => {
      events.forEach((each) => reply(socket, each));
      reply(socket, { return: {}, id: request.id });
    },
    quit: (_request, socket) => {
      events.forEach((each) => reply(socket, each));
      socket.end();
    },
  });
  const client = await QmpClient.connect(address);
  t.after(() => client.close());
  return client;
}

const isJobChange = (each: QmpEvent) => each.name === 'JOB_STATUS_CHANGE';

test('a listener has the events that came before the reply of the command', async (t) => {
  const client = await eventful(t, jobChange('a', 'created'), jobChange('a', 'running'));
  using listener = client.listen(isJobChange);
  await client.execute('stop', {});
  assert.equal((await listener.next())?.data.status, 'created');
  assert.equal((await listener.next())?.data.status, 'running');
});

test('each listener has a queue of its own, with what its filter takes', async (t) => {
  const client = await eventful(t, jobChange('a', 'created'), event('RESUME'));
  using all = client.listen();
  using jobs = client.listen(isJobChange);
  using resumes = client.listen((each) => each.name === 'RESUME');
  await client.execute('stop', {});
  assert.equal((await resumes.next())?.name, 'RESUME');
  assert.equal((await jobs.next())?.data.id, 'a');
  assert.deepEqual([(await all.next())?.name, (await all.next())?.name], ['JOB_STATUS_CHANGE', 'RESUME']);
});

test('events that the engine does not know pass, with their name, data and time', async (t) => {
  const client = await eventful(t, event('RTC_CHANGE', { offset: 78 }));
  using listener = client.listen();
  await client.execute('stop', {});
  const expected = { name: 'OTHER', event: 'RTC_CHANGE', data: { offset: 78 }, time: 1_700_000_000_250 };
  assert.deepEqual(await listener.next(), expected);
});

test('a known event of a shape yet unknown passes as one that is not known', async (t) => {
  const client = await eventful(t, jobChange('a', 'dancing'));
  using listener = client.listen();
  await client.execute('stop', {});
  const got = await listener.next();
  assert.ok(got?.name === 'OTHER' && got.event === 'JOB_STATUS_CHANGE');
});

test('an event of a QEMU without a clock has no time', async (t) => {
  const client = await eventful(t, { ...event('STOP'), timestamp: { seconds: -1, microseconds: -1 } });
  using listener = client.listen();
  await client.execute('stop', {});
  assert.deepEqual(await listener.next(), { name: 'STOP', data: {}, time: undefined });
});

test('next gives undefined when no event comes within its time', async (t) => {
  const client = await eventful(t);
  using listener = client.listen();
  assert.equal(await listener.next({ timeout: 5 }), undefined);
});

test('an aborted next rejects with the reason and takes no event away', async (t) => {
  const client = await eventful(t, jobChange('a', 'created'));
  using listener = client.listen(isJobChange);
  const abort = new AbortController();
  const waiting = listener.next({ signal: abort.signal });
  abort.abort(new Error('enough'));
  await assert.rejects(waiting, /enough/);
  await client.execute('stop', {});
  assert.equal((await listener.next())?.data.id, 'a');
});

test('two that wait on one listener get one event each', async (t) => {
  const client = await eventful(t, jobChange('a', 'created'), jobChange('b', 'created'));
  using listener = client.listen(isJobChange);
  const both = Promise.all([listener.next(), listener.next()]);
  await client.execute('stop', {});
  assert.deepEqual(
    (await both).map((each) => each?.data.id),
    ['a', 'b'],
  );
});

test('the iteration gives what came before the session was closed, and ends', async (t) => {
  const client = await eventful(t, jobChange('a', 'created'), jobChange('b', 'created'));
  const listener = client.listen(isJobChange);
  await client.execute('stop', {});
  await client.close();
  const ids: string[] = [];
  for await (const each of listener) {
    ids.push(each.data.id);
  }
  assert.deepEqual(ids, ['a', 'b']);
});

test('the iteration gives what came before the connection was lost, and throws why it was', async (t) => {
  const client = await eventful(t, jobChange('a', 'created'));
  const listener = client.listen(isJobChange);
  const ids: string[] = [];
  const iteration = (async () => {
    for await (const each of listener) {
      ids.push(each.data.id);
    }
  })();
  await assert.rejects(client.execute('quit', {}), QmpDisconnectedError);
  await assert.rejects(iteration, QmpDisconnectedError);
  assert.deepEqual(ids, ['a']);
});

test('a next that waits rejects with the cause when the connection is lost', async (t) => {
  const client = await eventful(t);
  using listener = client.listen();
  const waiting = listener.next();
  await assert.rejects(client.execute('quit', {}), QmpDisconnectedError);
  await assert.rejects(
    waiting,
    (error) => error instanceof QmpDisconnectedError && error.cause !== undefined,
  );
});

test('a closed listener takes no more events, and one of an ended session none at all', async (t) => {
  const client = await eventful(t, jobChange('a', 'created'));
  const listener = client.listen();
  listener.close();
  await client.execute('stop', {});
  await assert.rejects(listener.next(), QmpDisconnectedError);
  await client.close();
  await assert.rejects(client.listen().next(), QmpDisconnectedError);
});
