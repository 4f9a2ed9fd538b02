import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { audienceOf } from '../../client/store/audience';
import { JobStore } from '../../client/store/jobStore';
import { Lookout, type Sighting } from '../../client/store/lookout';
import { QmpConnectError } from '../../engine';
import { snapshot } from './support/snapshots';

const idle: Sighting = { machine: { version: '7.2.22', drives: [], checkpoints: [] }, runs: [] };
const foreign: Sighting = { ...idle, runs: [snapshot('r1')] };

/** A lookout over one connection; `looks` holds each look that was begun and not yet answered. */
function lookoutFor(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const store = new JobStore();
  store.setConnections([{ name: 'vm', socket: '/vm' }]);
  const looks: PromiseWithResolvers<Sighting>[] = [];
  const look = async (): Promise<Sighting> => {
    const pending = withResolvers<Sighting>();
    looks.push(pending);
    return pending.promise;
  };
  const lookout = new Lookout(store, {
    look,
    holderOf: async () => undefined,
    interval: 2000,
    idleInterval: 10_000,
  });
  t.after(() => lookout.dispose());
  return { store, lookout, looks, node: store.connections[0]! };
}

/** Resolves once the look that is under way has ended. */
function ended(lookout: Lookout): Promise<void> {
  return new Promise((resolve) => {
    const subscription = lookout.onLooked(() => {
      subscription.dispose();
      resolve();
    });
  });
}

/** Promise.withResolvers, which Node 20 lacks. */
function withResolvers<T>(): PromiseWithResolvers<T> {
  let resolve: PromiseWithResolvers<T>['resolve'] = () => undefined;
  let reject: PromiseWithResolvers<T>['reject'] = () => undefined;
  const promise = new Promise<T>((res, rej) => {
    resolve = res;
    reject = rej;
  });
  return { promise, resolve, reject };
}

interface PromiseWithResolvers<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (reason: unknown) => void;
}

test('nothing is looked at before someone watches', (t) => {
  const { looks } = lookoutFor(t);
  assert.equal(looks.length, 0);
});

test('every connection is looked at when someone begins to watch', async (t) => {
  const { lookout, looks, node } = lookoutFor(t);
  const watching = lookout.setAudience('watching');
  looks[0]!.resolve(idle);
  await watching;
  assert.deepEqual(node.state, { kind: 'connected', machine: idle.machine });
});

test('what nobody has looked at is looked at once when a document needs it', async (t) => {
  const { lookout, looks, node } = lookoutFor(t);
  const needed = Promise.all([lookout.refreshUnseen(), lookout.refreshUnseen()]);
  looks[0]!.resolve(idle);
  await needed;
  assert.equal(node.state.kind, 'connected');
  await lookout.refreshUnseen();
  assert.equal(looks.length, 1);
});

test('what is asked for during a look is looked at anew, once for all who ask', async (t) => {
  const { lookout, looks } = lookoutFor(t);
  const all = [lookout.refresh(), lookout.refresh(), lookout.refresh()] as const;
  assert.equal(looks.length, 1, 'no two at a time');
  looks[0]!.resolve(idle);
  await all[0];
  while (looks.length < 2) await new Promise(setImmediate);
  looks[1]!.resolve(idle);
  await Promise.all(all);
  assert.equal(looks.length, 2);
});

test('a machine that cannot be reached is drawn again only when that is for another reason', async (t) => {
  const { store, lookout, looks, node } = lookoutFor(t);
  const changes: string[] = [];
  store.onChange(() => changes.push(node.state.kind));
  for (const [index, message] of ['one', 'one', 'two'].entries()) {
    const look = lookout.refreshOne(node);
    looks[index]!.reject(new Error(message));
    await look;
  }
  assert.deepEqual(changes, ['failed', 'failed']);
});

test('an idle machine is looked at now and then while someone watches: another program may have started a backup', async (t) => {
  const { store, lookout, looks, node } = lookoutFor(t);
  const watching = lookout.setAudience('watching');
  looks[0]!.resolve(idle);
  await watching;
  let changes = 0;
  store.onChange(() => (changes += 1));
  t.mock.timers.tick(9_999);
  assert.equal(looks.length, 1);
  t.mock.timers.tick(1);
  const second = ended(lookout);
  looks[1]!.resolve(structuredClone(idle));
  await second;
  assert.equal(changes, 0, 'what shows nothing new draws nothing');
  t.mock.timers.tick(10_000);
  const third = ended(lookout);
  looks[2]!.resolve(foreign);
  await third;
  assert.equal(node.runs[0]?.snapshot.state, 'running');
  assert.equal(looks.length, 3);
});

test('an idle machine is not looked at while nobody watches', async (t) => {
  const { lookout, looks } = lookoutFor(t);
  const watching = lookout.setAudience('watching');
  looks[0]!.resolve(idle);
  await watching;
  await lookout.setAudience('away');
  t.mock.timers.tick(60_000);
  assert.equal(looks.length, 1);
});

test("a machine whose backup this window follows is not looked at for another program's", async (t) => {
  const { store, lookout, looks, node } = lookoutFor(t);
  const watching = lookout.setAudience('watching');
  looks[0]!.resolve(idle);
  await watching;
  store.addRun(node, snapshot('r1'));
  t.mock.timers.tick(60_000);
  assert.equal(looks.length, 1);
});

test("another program's backup is polled while someone watches, until it has ended", async (t) => {
  const { lookout, looks } = lookoutFor(t);
  const watching = lookout.setAudience('watching');
  looks[0]!.resolve(foreign);
  await watching;
  t.mock.timers.tick(2000);
  assert.equal(looks.length, 2);
  const second = ended(lookout);
  looks[1]!.resolve({ ...idle, runs: [snapshot('r1', { state: 'completed' })] });
  await second;
  t.mock.timers.tick(9_999);
  assert.equal(looks.length, 2, 'as seldom as an idle one from then on');
});

test("another program's backup is not polled once nobody watches", async (t) => {
  const { lookout, looks } = lookoutFor(t);
  const watching = lookout.setAudience('watching');
  looks[0]!.resolve(foreign);
  await watching;
  await lookout.setAudience('away');
  t.mock.timers.tick(60_000);
  assert.equal(looks.length, 1);
});

test('someone watches only what can be seen: a view that is shown, in the window with the focus, of a trusted workspace', () => {
  assert.equal(audienceOf({ view: 'shown', window: 'focused', workspace: 'trusted' }), 'watching');
  assert.equal(audienceOf({ view: 'hidden', window: 'focused', workspace: 'trusted' }), 'away');
  assert.equal(audienceOf({ view: 'shown', window: 'background', workspace: 'trusted' }), 'away');
  assert.equal(audienceOf({ view: 'shown', window: 'focused', workspace: 'untrusted' }), 'away');
});

test('who comes back to the window has every machine looked at once, and who stays there does not again', async (t) => {
  const { lookout, looks } = lookoutFor(t);
  const watching = lookout.setAudience('watching');
  looks[0]!.resolve(idle);
  await watching;
  await lookout.setAudience('watching');
  assert.equal(looks.length, 1);
  await lookout.setAudience('away');
  const back = lookout.setAudience('watching');
  looks[1]!.resolve(idle);
  await back;
  assert.equal(looks.length, 2);
});

test('a connection that is added while someone watches is looked at, those known are not', async (t) => {
  const { store, lookout, looks } = lookoutFor(t);
  const watching = lookout.setAudience('watching');
  looks[0]!.resolve(idle);
  await watching;
  store.setConnections([
    { name: 'vm', socket: '/vm' },
    { name: 'new', socket: '/new' },
  ]);
  assert.equal(looks.length, 2);
});

for (const [reason, state] of [
  ['busy', { kind: 'busy' }],
  ['missing', { kind: 'missing' }],
  ['refused', { kind: 'refused' }],
  ['denied', { kind: 'denied' }],
  ['not-qmp', { kind: 'failed', reason: 'not-qmp' }],
  ['closed', { kind: 'failed', reason: 'closed' }],
  ['timeout', { kind: 'failed', reason: 'timeout' }],
  ['unreachable', { kind: 'failed' }],
] as const) {
  test(`a look that fails because the socket is ${reason} leaves the connection ${state.kind}`, async (t) => {
    const { lookout, looks, node } = lookoutFor(t);
    const refresh = lookout.refresh();
    looks[0]!.reject(new QmpConnectError(reason, 'why'));
    await refresh;
    assert.deepEqual(node.state, { ...state, message: 'why' });
  });
}

for (const reason of ['busy', 'closed'] as const) {
  test(`another program's backup is polled on when the socket is ${reason} at one look`, async (t) => {
    const { lookout, looks, node } = lookoutFor(t);
    const watching = lookout.setAudience('watching');
    looks[0]!.resolve(foreign);
    await watching;
    t.mock.timers.tick(2000);
    const second = ended(lookout);
    looks[1]!.reject(new QmpConnectError(reason, 'why'));
    await second;
    t.mock.timers.tick(2000);
    assert.equal(looks.length, 3);
    assert.equal(node.runs[0]?.snapshot.state, 'running');
    const third = ended(lookout);
    looks[2]!.resolve(idle);
    await third;
    assert.deepEqual(node.runs, []);
  });
}

test("another program's backup is polled no more once its QEMU has gone", async (t) => {
  const { lookout, looks, node } = lookoutFor(t);
  const watching = lookout.setAudience('watching');
  looks[0]!.resolve(foreign);
  await watching;
  t.mock.timers.tick(2000);
  const second = ended(lookout);
  looks[1]!.reject(new QmpConnectError('refused', 'why'));
  await second;
  t.mock.timers.tick(60_000);
  assert.equal(looks.length, 2);
  assert.equal(node.runs[0]?.snapshot.state, 'unknown');
});
