import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAbilities } from '../../engine/backup/machine/abilities';
import { setUp } from './support';

test('QEMU’s own schema tells its commands, their options, variants and values apart', async (t) => {
  const { client } = await setUp(t, { disks: [] });
  const abilities = await readAbilities(client);
  for (const [expected, command, ...path] of [
    ['known', 'job-dismiss'],
    ['known', 'query-named-block-nodes', 'flat'],
    ['known', 'blockdev-backup', 'x-perf', 'max-workers'],
    ['known', 'blockdev-backup', 'sync', 'bitmap'],
    ['known', 'transaction', 'properties', 'completion-mode', 'grouped'],
    ['known', 'transaction', 'actions', 'type', 'block-dirty-bitmap-add'],
    ['known', 'transaction', 'actions', '+block-dirty-bitmap-add', 'data', 'persistent'],
    ['known', 'blockdev-create', 'options', 'driver', 'qcow2'],
    ['known', 'blockdev-create', 'options', '+qcow2', 'compression-type', 'zlib'],
    // `backing` is an alternate: a node's name, a definition, or null.
    ['known', 'blockdev-add', '+qcow2', 'backing', '+file', 'filename'],
    ['unknown', 'blockdev-teleport'],
    // A type and an event, not commands.
    ['unknown', 'BLOCK_JOB_ERROR'],
    ['unknown', 'str'],
    ['unknown', 'job-dismiss', 'gently'],
    ['unknown', 'blockdev-backup', 'sync', 'sideways'],
    ['unknown', 'blockdev-backup', 'sync', 'bitmap', 'further'],
    ['unknown', 'blockdev-backup', 'job-id', 'further'],
    ['unknown', 'blockdev-create', 'options', 'compression-type'],
    ['unknown', 'blockdev-create', 'options', '+qcow9'],
  ] as const) {
    const answer = abilities.has(command, ...path) ? 'known' : 'unknown';
    assert.equal(answer, expected, [command, ...path].join(' '));
  }
});

test('a session is asked for its abilities once, and again after a failure', async (t) => {
  const { client } = await setUp(t, { disks: [] });
  await assert.rejects(
    readAbilities(client, { signal: AbortSignal.abort(new Error('given up')) }),
    /given up/,
  );
  const first = readAbilities(client);
  assert.equal(readAbilities(client), first);
  assert.equal((await first).has('transaction'), true);
});
