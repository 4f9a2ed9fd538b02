import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { planBackup, readDefinition, RunError, startBackup, type Freeze, type QmpClient } from '../../engine';
import { whileFrozen } from '../../engine/guestAgent';
import { RECORDED } from '../backup/recorded';
import {
  assertIdentical,
  assertNothingLeft,
  backupXml,
  connectTo,
  fileDisk,
  folderFor,
  setUp,
  TWO_SLOW_DISKS,
} from '../backup/support';
import { start } from '../cli/support';
import { keepsAgentContract } from './agentContract';
import { fakeAgent } from './fakeAgent';
import { realAgent } from './realAgent';

const planWith = (client: QmpClient, folder: string, guestAgent: string) =>
  planBackup(client, readDefinition(backupXml(fileDisk('vda', path.join(folder, 'a')))), {
    locality: 'local',
    options: { guestAgent },
  });

test('the real agent does what the fake one is held to', async (t) =>
  keepsAgentContract((await realAgent(t)).socket));

test('nobody can write to a real file system while it is frozen, and all can once the work is done', async (t) => {
  const { socket, mount } = await realAgent(t);
  const file = path.join(mount, 'file');
  await whileFrozen(socket, async () => {
    const writer = spawn('sh', ['-c', `echo written > ${file}`]);
    const ended = once(writer, 'exit');
    t.after(() => ended);
    // Linux holds a writer to a frozen file system in an uninterruptible sleep.
    const isHeld = async () => / D /.test(await readFile(`/proc/${writer.pid}/stat`, 'utf8'));
    while (!(await isHeld())) await new Promise(setImmediate);
    return { ended };
  }).then(({ ended }) => ended);
  assert.equal(await readFile(file, 'utf8'), 'written\n');
});

test('a backup starts while the real agent has its guest frozen, and tells for how long', async (t) => {
  const { socket } = await realAgent(t);
  const { machine, client, folder } = await setUp(t);
  const plan = await planWith(client, folder, socket);
  const told: Freeze[] = [];
  const backup = await startBackup(client, plan, { ...RECORDED, onThawed: (freeze) => told.push(freeze) });
  const [freeze, ...others] = told;
  assert.deepEqual([freeze?.fileSystems, freeze?.thaw, others], [1, 'done', []]);
  assert.ok(freeze!.milliseconds < 20_000);
  assert.equal((await backup.finished).outcome, 'completed');
  await assertIdentical(machine.disks[0]!.path, 'qcow2', path.join(folder, 'a'), 'qcow2');
});

test('an agent that does not answer is found by the plan, before anything is touched', async (t) => {
  const { client, folder } = await setUp(t);
  await assert.rejects(
    planWith(client, folder, path.join(folder, 'none.sock')),
    /There is no guest agent's socket .*none\.sock; /,
  );
  const frozen = await fakeAgent(t);
  frozen.state = 'frozen';
  await assert.rejects(planWith(client, folder, frozen.socket), /frozen already/);
  assert.deepEqual(frozen.asked, ['status']);
});

test('a guest that refuses to freeze is not backed up, and nothing is left behind', async (t) => {
  const { client, folder } = await setUp(t);
  const agent = await fakeAgent(t, ({ execute }) =>
    execute === 'guest-fsfreeze-freeze'
      ? { error: { class: 'GenericError', desc: 'failed to freeze /data' } }
      : undefined,
  );
  const plan = await planWith(client, folder, agent.socket);
  await assert.rejects(startBackup(client, plan, RECORDED), (error: Error) => {
    assert.ok(error instanceof RunError);
    assert.match(error.message, /^The guest could not be frozen, so the backup was not started\. .*\/data$/);
    return true;
  });
  assert.deepEqual(await readdir(folder), []);
  await assertNothingLeft(client);
});

test('a transaction that QEMU refuses leaves no guest frozen', async (t) => {
  const { client, second, folder } = await setUp(t);
  const other = await connectTo(t, second);
  let takeId: (() => Promise<unknown>) | undefined;
  const agent = await fakeAgent(t, ({ execute }) => {
    // In the moment between the checks and the transaction another client takes the job's id.
    if (execute === 'guest-fsfreeze-freeze') void takeId?.();
    return undefined;
  });
  const plan = await planWith(client, folder, agent.socket);
  const options = { driver: 'file', filename: path.join(folder, 'theirs'), size: 0 } as const;
  takeId = () => other.execute('blockdev-create', { 'job-id': plan.disks[0]!.job, options });
  const told: Freeze[] = [];
  await assert.rejects(
    startBackup(client, plan, { ...RECORDED, onThawed: (freeze) => told.push(freeze) }),
    /QEMU refused to start the backup: .*already in use/,
  );
  assert.deepEqual([agent.state, told[0]?.thaw], ['thawed', 'done']);
  assert.deepEqual(await readdir(folder), ['theirs']);
});

test('a QEMU that goes away while the guest is frozen leaves no guest frozen', async (t) => {
  const { machine, client, folder } = await setUp(t);
  const agent = await fakeAgent(t, ({ execute }) => {
    if (execute === 'guest-fsfreeze-freeze') machine.kill('SIGKILL');
    return undefined;
  });
  const plan = await planWith(client, folder, agent.socket);
  await assert.rejects(startBackup(client, plan, RECORDED), /transaction/);
  assert.deepEqual([agent.state, agent.asked.slice(-2)], ['thawed', ['freeze', 'thaw']]);
});

for (const signals of [['SIGINT'], ['SIGINT', 'SIGTERM']] as const) {
  test(`no guest stays frozen after ${signals.join(' and ')} while it freezes, and no backup runs`, async (t) => {
    const { machine, folder } = await setUp(t, TWO_SLOW_DISKS);
    const targets = await folderFor(t);
    const file = path.join(folder, 'backup.xml');
    await writeFile(file, backupXml(fileDisk('vda', path.join(targets, 'a'))));
    let interrupt = () => {};
    const agent = await fakeAgent(t, ({ execute }, one) => {
      if (execute !== 'guest-fsfreeze-freeze') return undefined;
      one.state = 'frozen';
      interrupt();
      return 'silence';
    });
    const socket = machine.qmp[1]!;
    const program = start(t, 'start', file, '--qmp', socket, '--guest-agent', agent.socket);
    interrupt = () => signals.forEach((signal) => program.process.kill(signal));
    const { status, stderr } = await program.ended;
    // The second signal leaves without waiting for what becomes of the backup, not without thawing.
    assert.equal(status, signals.length === 1 ? 4 : 5, stderr);
    assert.deepEqual([agent.state, agent.asked.slice(-2)], ['thawed', ['freeze', 'thaw']]);
    if (signals.length === 1) assert.deepEqual(await readdir(targets), []);
    const [job, ...jobs] = await (await connectTo(t, socket)).execute('query-block-jobs', {});
    assert.deepEqual([job, jobs], [undefined, []]);
  });
}

test('start --guest-agent says for how long the guest was frozen', async (t) => {
  const agent = await fakeAgent(t);
  const { machine, client, folder } = await setUp(t);
  await client.close();
  const file = path.join(folder, 'backup.xml');
  await writeFile(file, backupXml(fileDisk('vda', path.join(folder, 'a'))));
  const args = ['start', file, '--qmp', machine.qmp[0]!, '--guest-agent', agent.socket];
  const { status, stdout } = await start(t, ...args).ended;
  assert.equal(status, 0);
  assert.match(stdout, /^2 file systems of the guest were frozen for \d+ ms\.$/m);
});
