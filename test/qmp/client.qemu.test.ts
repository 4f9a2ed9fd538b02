import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { QmpClient, QmpCommandError, QmpDisconnectedError, QmpTimeoutError } from '../../engine/qmp';
import { connectTo } from '../machine/connectTo';
import { freeze } from '../machine/freeze';
import { machineFor } from '../machine/machineFor';

const MIB = 1024 * 1024;

test('what QEMU says of the disks of a libvirt machine is of the shape that we expect', async (t) => {
  const machine = await machineFor(t, {
    disks: [
      { name: 'vda', format: 'qcow2', size: 16 * MIB, data: 0 },
      { name: 'vdb', format: 'raw', size: 8 * MIB, data: 0, bytesPerSecond: MIB },
    ],
    name: 'guest, with a comma',
  });
  const client = await connectTo(t, machine.qmp[0]);
  const [vda, vdb] = await client.execute('query-block', {});
  assert.deepEqual(
    [vda?.device, vda?.qdev, vda?.removable, vda?.inserted?.['node-name'], vda?.inserted?.drv],
    ['', '/machine/peripheral/virtio-disk0/virtio-backend', false, machine.disks[0]?.node, 'qcow2'],
  );
  assert.equal(vda?.inserted?.file, machine.disks[0]?.path);
  assert.equal(vda?.inserted?.image['virtual-size'], 16 * MIB);
  assert.deepEqual([vdb?.inserted?.drv, vdb?.inserted?.image['virtual-size']], ['raw', 8 * MIB]);

  const nodes = await client.execute('query-named-block-nodes', { flat: true });
  const names = nodes.map((node) => node['node-name'] ?? '');
  assert.deepEqual(
    names.toSorted((a, b) => a.localeCompare(b)),
    ['libvirt-1-format', 'libvirt-1-storage', 'libvirt-1-throttle', 'libvirt-2-format', 'libvirt-2-storage'],
  );
  assert.equal((await client.execute('query-name', {})).name, 'guest, with a comma');
});

test('what QEMU says of the drives of a command line, and of an empty one, is of the shape that we expect', async (t) => {
  const machine = await machineFor(t, {
    disks: [{ name: 'vda', format: 'raw', size: MIB, data: 0 }],
    style: 'drive',
    extraArgs: ['-drive', 'if=ide,media=cdrom,id=cd'],
  });
  const client = await connectTo(t, machine.qmp[0]);
  const devices = await client.execute('query-block', {});
  const disk = devices.find(({ device }) => device === machine.disks[0]?.node);
  assert.equal(disk?.qdev, '/machine/peripheral/virtio-disk0/virtio-backend');
  assert.match(disk.inserted?.['node-name'] ?? '', /^#block/);
  const empty = devices.find(({ device }) => device === 'cd');
  assert.deepEqual([empty?.removable, empty?.tray_open, empty?.inserted], [true, false, undefined]);
});

test('every other question gets an answer of the shape that we expect', async (t) => {
  const machine = await machineFor(t, { disks: [] });
  const client = await connectTo(t, machine.qmp[0]);
  assert.deepEqual((await client.execute('query-version', {})).package, client.version.package);
  assert.equal((await client.execute('query-name', {})).name, undefined);
  assert.match((await client.execute('query-uuid', {})).UUID, /^0{8}-/);
  assert.deepEqual(await client.execute('query-jobs', {}), []);
  assert.deepEqual(await client.execute('query-block-jobs', {}), []);
  const schema = await client.execute('query-qmp-schema', {});
  const backup = schema.find(({ name }) => name === 'blockdev-backup');
  const fields = schema.find(({ name }) => name === backup?.['arg-type'])?.members;
  assert.deepEqual(fields?.find(({ name }) => name === 'x-perf')?.features, ['unstable']);
  assert.deepEqual(schema.find(({ name }) => name === 'drive-backup')?.features, ['deprecated']);
});

test("QEMU's own words and class come with a refused command", async (t) => {
  const machine = await machineFor(t, { disks: [] });
  const client = await connectTo(t, machine.qmp[0]);
  const refusals: Array<[refused: Promise<unknown>, errorClass: string, desc: RegExp]> = [
    [client.execute('blockdev-del', { 'node-name': 'none' }), 'GenericError', /Failed to find node/],
    [client.execute('job-cancel', { id: 'none' }), 'GenericError', /Job not found/],
    [client.execute('block-job-set-speed', { device: 'none', speed: 0 }), 'DeviceNotActive', /not found/],
  ];
  for (const [refused, errorClass, desc] of refusals) {
    await assert.rejects(refused, (error) => {
      assert.ok(error instanceof QmpCommandError, String(error));
      assert.equal(error.class, errorClass);
      assert.match(error.desc, desc);
      return true;
    });
  }
});

test('both monitors of a machine see each event, whichever of them caused it', async (t) => {
  const machine = await machineFor(t, { disks: [], monitors: 2 });
  const clients = [await connectTo(t, machine.qmp[0]), await connectTo(t, machine.qmp[1])];
  const listeners = clients.map((client) => client.listen());
  await clients[0]?.execute('cont', {});
  await clients[1]?.execute('stop', {});
  for (const listener of listeners) {
    const [first, second] = [await listener.next(), await listener.next()];
    assert.deepEqual([first?.name, second?.name], ['RESUME', 'STOP']);
    assert.ok(first?.time !== undefined && Math.abs(first.time - Date.now()) < 60_000);
  }
});

test('a QEMU that is killed while a command waits rejects it with an unknown outcome', async (t) => {
  const machine = await machineFor(t, { disks: [] });
  const client = await connectTo(t, machine.qmp[0]);
  await freeze(machine);
  const waiting = assert.rejects(
    client.execute('query-status', {}),
    (error) => error instanceof QmpDisconnectedError && /query-status.*unknown/.test(error.message),
  );
  machine.kill('SIGKILL');
  await waiting;
  assert.ok((await client.closed) instanceof QmpDisconnectedError);
});

test('a QEMU that quits answers, says so, and ends the session', async (t) => {
  const machine = await machineFor(t, { disks: [] });
  const client = await connectTo(t, machine.qmp[0]);
  using listener = client.listen((event) => event.name === 'SHUTDOWN');
  await client.execute('quit', {});
  assert.deepEqual((await listener.next())?.data, { guest: false, reason: 'host-qmp-quit' });
  assert.ok((await client.closed) instanceof QmpDisconnectedError);
  await machine.ended;
});

test('commands that were given up on run on, and the session stays usable', async (t) => {
  const machine = await machineFor(t, { disks: [] });
  const client = await connectTo(t, machine.qmp[0]);
  using listener = client.listen((event) => event.name === 'RESUME' || event.name === 'STOP');
  await freeze(machine);
  const abort = new AbortController();
  const aborted = assert.rejects(client.execute('cont', {}, { signal: abort.signal }), /enough/);
  const late = assert.rejects(client.execute('stop', {}, { timeout: 10 }), QmpTimeoutError);
  abort.abort(new Error('enough'));
  await Promise.all([aborted, late]);
  machine.kill('SIGCONT');
  assert.equal((await client.execute('query-status', {})).status, 'paused');
  assert.deepEqual([(await listener.next())?.name, (await listener.next())?.name], ['RESUME', 'STOP']);
});

test('two hundred commands under way at once are answered each', async (t) => {
  const machine = await machineFor(t, { disks: [] });
  const client = await connectTo(t, machine.qmp[0]);
  const all = await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      client.execute('human-monitor-command', { 'command-line': `print ${index}` }),
    ),
  );
  assert.deepEqual(
    all.map((text) => Number(text)),
    Array.from({ length: 200 }, (_, index) => index),
  );
});

/** Makes a target through QEMU, and tells the states that each create job went through. */
async function makeTarget(client: QmpClient, file: string, size: number): Promise<string[]> {
  using jobs = client.listen((event) => event.name === 'JOB_STATUS_CHANGE' && event.data.id === 'make');
  await client.execute('blockdev-create', {
    'job-id': 'make',
    options: { driver: 'file', filename: file, size },
  });
  const states: string[] = [];
  for await (const event of jobs) {
    if (event.name === 'JOB_STATUS_CHANGE') {
      states.push(event.data.status);
      if (event.data.status === 'concluded') {
        break;
      }
    }
  }
  const [job] = await client.execute('query-jobs', {});
  assert.deepEqual([job?.id, job?.type, job?.status, job?.error], ['make', 'create', 'concluded', undefined]);
  await client.execute('job-dismiss', { id: 'make' });
  await client.execute('blockdev-add', { driver: 'file', 'node-name': 'target', filename: file });
  return states;
}

test('a backup job is steered, watched and cancelled with the typed commands and events', async (t) => {
  const machine = await machineFor(t, {
    disks: [{ name: 'vda', format: 'qcow2', size: 32 * MIB, data: 0 }],
  });
  const client = await connectTo(t, machine.qmp[0]);
  const node = machine.disks[0]?.node ?? '';
  const states = await makeTarget(client, path.join(machine.folder, 'target.raw'), 32 * MIB);
  assert.deepEqual(states, ['created', 'running', 'waiting', 'pending', 'concluded']);
  const written = { node, name: 'written' };
  await client.execute('block-dirty-bitmap-add', written);
  // What qemu-io has to say goes to QEMU's own stdout, so the bitmap has to tell whether it wrote.
  const write = 'qemu-io -d virtio-disk0/virtio-backend "write -P 0xab 0 8M"';
  await client.execute('human-monitor-command', { 'command-line': write });
  const [before] = await client.execute('query-block', {});
  assert.equal(before?.inserted?.['dirty-bitmaps'][0]?.count, 8 * MIB);
  await client.execute('block-dirty-bitmap-remove', written);

  const bitmap = { node, name: 'checkpoint' };
  using cancelled = client.listen((event) => event.name === 'BLOCK_JOB_CANCELLED');
  const backup = { device: node, target: 'target', sync: 'full', speed: MIB } as const;
  await client.execute('transaction', {
    actions: [
      { type: 'block-dirty-bitmap-add', data: { ...bitmap, persistent: true } },
      { type: 'blockdev-backup', data: { ...backup, 'job-id': 'backup', 'auto-dismiss': false } },
    ],
  });
  const [blockJob] = await client.execute('query-block-jobs', {});
  assert.deepEqual(
    [blockJob?.device, blockJob?.type, blockJob?.len, blockJob?.speed, blockJob?.['io-status']],
    ['backup', 'backup', 32 * MIB, MIB, 'ok'],
  );
  await client.execute('job-pause', { id: 'backup' });
  await assert.rejects(client.execute('job-pause', { id: 'backup' }), /already paused/);
  await client.execute('block-job-set-speed', { device: 'backup', speed: 2 * MIB });
  await client.execute('job-resume', { id: 'backup' });
  assert.equal((await client.execute('query-block-jobs', {}))[0]?.speed, 2 * MIB);
  await client.execute('job-cancel', { id: 'backup' });
  const end = await cancelled.next();
  assert.deepEqual([end?.data.device, end?.data.len], ['backup', 32 * MIB]);

  await client.execute('job-dismiss', { id: 'backup' });
  const [device] = await client.execute('query-block', {});
  const [kept] = device?.inserted?.['dirty-bitmaps'] ?? [];
  assert.deepEqual([kept?.name, kept?.persistent, kept?.inconsistent], ['checkpoint', true, false]);
  await client.execute('block-dirty-bitmap-remove', bitmap);
  await client.execute('blockdev-del', { 'node-name': 'target' });
});
