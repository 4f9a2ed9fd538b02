import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConnections } from '../../client/connections/connectionSetting';

test('connections are read with the blanks around their texts left out', () => {
  assert.deepEqual(readConnections([{ name: ' vm ', socket: '/run/vm.qmp ' }]), {
    connections: [{ name: 'vm', socket: '/run/vm.qmp' }],
    problems: [],
  });
});

test('a machine may name the socket of its guest agent', () => {
  const machine = { name: 'vm', socket: '/run/vm.qmp', guestAgent: '/run/vm.agent' };
  assert.deepEqual(readConnections([machine]).connections, [machine]);
  assert.deepEqual(readConnections([{ ...machine, guestAgent: 7 }]).problems, [
    { code: 'bad-entry', entry: 1 },
  ]);
});

test('a setting that is not there gives no connection and no problem', () => {
  assert.deepEqual(readConnections(undefined), { connections: [], problems: [] });
});

for (const value of [{}, 'text', 1, null]) {
  test(`${JSON.stringify(value)} instead of a list is one problem`, () => {
    const { connections, problems } = readConnections(value);
    assert.deepEqual(connections, []);
    assert.deepEqual(problems, [{ code: 'no-list' }]);
  });
}

test('one bad entry does not cost the others', () => {
  const { connections, problems } = readConnections([
    { name: 'a' },
    7,
    { name: 'b', socket: '/b' },
    { name: '', socket: '/c' },
  ]);
  assert.deepEqual(connections, [{ name: 'b', socket: '/b' }]);
  assert.deepEqual(
    problems,
    [1, 2, 4].map((entry) => ({ code: 'bad-entry', entry })),
  );
});

test('the second of two entries with one name is left out and named', () => {
  const { connections, problems } = readConnections([
    { name: 'a', socket: '/1' },
    { name: 'a', socket: '/2' },
  ]);
  assert.deepEqual(connections, [{ name: 'a', socket: '/1' }]);
  assert.deepEqual(problems, [{ code: 'name-taken', name: 'a' }]);
});
