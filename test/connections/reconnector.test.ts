import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Reconnector } from '../../client/connections/reconnector';
import type { SocketUse } from '../../client/discovery/unixSockets';
import { JobStore } from '../../client/store/jobStore';
import type { ConnectionNode, LookFailure } from '../../client/store/nodes';
import { snapshot } from '../store/support/snapshots';

const machine = { version: '7.2.22', drives: [], checkpoints: [] };
const off: LookFailure = { kind: 'refused', message: 'off' };

/** A reconnector over one connection, `/vm`, with a clock of its own. */
function reconnectorFor(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const store = new JobStore();
  store.setConnections([{ name: 'vm', socket: '/vm' }]);
  const node = store.connections[0] as ConnectionNode;
  const world = {
    store,
    node,
    audience: 'watching' as 'watching' | 'away',
    sockets: undefined as Map<string, SocketUse> | undefined,
    /** What the next reading of the list fails with. */
    failure: undefined as Error | undefined,
    holds: 'nobody' as 'nobody' | 'we',
    /** What the next look comes to. */
    next: (): void => store.notSeen(node, off),
    /** When there was a look, in s. */
    looks: [] as number[],
    told: [] as string[],
    /** Lets time pass, in s. */
    pass: async (seconds: number) => {
      for (let second = 0; second < seconds; second++) {
        t.mock.timers.tick(1000);
        for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      }
    },
  };
  const reconnector = new Reconnector(store, {
    onError: (error) => world.told.push(String(error)),
    look: async () => {
      world.looks.push(Date.now() / 1000);
      world.next();
    },
    audience: () => world.audience,
    sockets: async () => {
      if (world.failure !== undefined) throw world.failure;
      return world.sockets;
    },
    holds: () => world.holds === 'we',
    onLost: (_, { message }) => world.told.push(`lost: ${message}`),
    onBack: () => world.told.push('back'),
  });
  t.after(() => reconnector.dispose());
  return Object.assign(world, { reconnector });
}

test('a lost machine is tried again after growing pauses, and people are told once', async (t) => {
  const world = reconnectorFor(t);
  world.next();
  await world.pass(130);
  assert.deepEqual(world.looks, [2, 6, 14, 30, 62, 122]);
  assert.deepEqual(world.told, ['lost: off']);
  world.next = () => world.store.seen(world.node, machine, []);
  await world.pass(60);
  assert.deepEqual(world.told, ['lost: off', 'back']);
  const { length } = world.looks;
  await world.pass(600);
  assert.equal(world.looks.length, length, 'a machine that answers is left alone');
});

test('a machine that is started again is seen at once by its socket', async (t) => {
  const world = reconnectorFor(t);
  world.sockets = new Map();
  world.next();
  await world.pass(32);
  const before = world.looks.length;
  world.sockets = new Map([['/vm', 'free']]);
  await world.pass(2);
  assert.equal(world.looks.length, before + 1);
});

test('a machine whose socket goes away is looked at, one whose socket never showed is not', async (t) => {
  const world = reconnectorFor(t);
  world.store.seen(world.node, machine, []);
  world.sockets = new Map();
  await world.pass(10);
  assert.deepEqual(world.looks, []);
  world.sockets = new Map([['/vm', 'free']]);
  await world.pass(4);
  assert.deepEqual(world.looks, []);
  world.sockets = new Map();
  await world.pass(2);
  assert.equal(world.looks.length, 1);
  assert.deepEqual(world.told, ['lost: off']);
});

test('a monitor that another program uses is left alone until it is free', async (t) => {
  const world = reconnectorFor(t);
  world.sockets = new Map([['/vm', 'in-use']]);
  world.store.notSeen(world.node, { kind: 'busy', message: 'busy' });
  await world.pass(300);
  assert.deepEqual(world.looks, []);
  world.sockets = new Map([['/vm', 'free']]);
  world.next = () => world.store.seen(world.node, machine, []);
  await world.pass(2);
  assert.equal(world.looks.length, 1);
});

test('a monitor that this window itself uses is not looked at for that', async (t) => {
  const world = reconnectorFor(t);
  world.store.seen(world.node, machine, []);
  world.sockets = new Map([['/vm', 'in-use']]);
  world.holds = 'we';
  await world.pass(10);
  assert.deepEqual(world.looks, []);
  world.holds = 'nobody';
  await world.pass(2);
  assert.equal(world.looks.length, 1);
});

test('nothing is done while nobody watches', async (t) => {
  const world = reconnectorFor(t);
  world.audience = 'away';
  world.next();
  await world.pass(600);
  assert.deepEqual(world.looks, []);
});

test("a machine that took a backup's outcome along is tried for some minutes though nobody watches", async (t) => {
  const world = reconnectorFor(t);
  world.audience = 'away';
  world.store.addRun(world.node, { ...snapshot('r1'), state: 'unknown' });
  world.next();
  await world.pass(3600);
  assert.equal(world.looks.length, 9);
  assert.ok((world.looks.at(-1) ?? 0) < 400, String(world.looks));
});

test('what goes wrong with the list of sockets, or with a look, is told and ends nothing', async (t) => {
  const world = reconnectorFor(t);
  world.store.seen(world.node, machine, []);
  world.failure = new Error('no list');
  await world.pass(6);
  assert.deepEqual([...new Set(world.told)], ['Error: no list']);
  world.failure = undefined;
  world.sockets = new Map([['/vm', 'in-use']]);
  world.next = () => {
    throw new Error('no look');
  };
  await world.pass(4);
  assert.equal(world.told.at(-1), 'Error: no look');
  const { length } = world.looks;
  world.next = () => undefined;
  await world.pass(2);
  assert.equal(world.looks.length, length + 1, 'it is looked at again');
});

test('nothing is done after the end, also when that comes in the middle of a look', async (t) => {
  const world = reconnectorFor(t);
  world.store.seen(world.node, machine, []);
  world.sockets = new Map([['/vm', 'in-use']]);
  world.next = () => world.reconnector.dispose();
  await world.pass(60);
  assert.deepEqual(world.looks, [2]);
});
