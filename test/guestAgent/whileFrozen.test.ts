import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { GuestAgentError, whileFrozen, type Freeze } from '../../engine/guestAgent';
import { keepsAgentContract } from './agentContract';
import { fakeAgent } from './fakeAgent';

/** Runs work in a freeze; what came of both. */
async function attempt(
  socket: string,
  work: () => Promise<unknown>,
  options: Parameters<typeof whileFrozen>[2] = {},
) {
  let freeze: Freeze | undefined;
  const onThawed = (told: Freeze) => (freeze = told);
  const outcome = await whileFrozen(socket, work, { ...options, onThawed }).then(
    (value) => ({ value }),
    (error: unknown) => ({ error: error as Error }),
  );
  return { ...outcome, freeze };
}

test('the fake agent keeps to what the real one does', async (t) =>
  keepsAgentContract((await fakeAgent(t)).socket));

test('work is done while the guest is frozen, and it is thawed after', async (t) => {
  const agent = await fakeAgent(t);
  const { freeze, ...outcome } = await attempt(agent.socket, async () => agent.state);
  assert.deepEqual(outcome, { value: 'frozen' });
  assert.equal(freeze?.fileSystems, 2);
  assert.equal(freeze.thaw, 'done');
  assert.deepEqual(agent.asked, ['status', 'freeze', 'thaw']);
});

test('work that fails still thaws the guest, and its error is what is told', async (t) => {
  const agent = await fakeAgent(t);
  const { freeze, ...outcome } = await attempt(agent.socket, () =>
    Promise.reject(new Error('no transaction')),
  );
  assert.deepEqual(outcome, { error: new Error('no transaction') });
  assert.deepEqual([agent.state, freeze?.thaw], ['thawed', 'done']);
});

test('an abort while the guest freezes thaws it, and the work is not begun', async (t) => {
  const controller = new AbortController();
  const agent = await fakeAgent(t, (command, { asked }) => {
    if (command.execute !== 'guest-fsfreeze-freeze') return undefined;
    controller.abort(new Error('interrupted'));
    return asked.length > 2 ? undefined : 'silence';
  });
  const work = () => assert.fail('it must not begin');
  const { freeze, ...outcome } = await attempt(agent.socket, work, { signal: controller.signal });
  assert.deepEqual(outcome, { error: new Error('interrupted') });
  assert.deepEqual([agent.state, freeze?.thaw], ['thawed', 'done']);
  assert.deepEqual(agent.asked, ['status', 'freeze', 'thaw']);
});

test('a freeze that is not answered in time is thawed, over a new connection', async (t) => {
  const agent = await fakeAgent(t, (command, one) => {
    if (command.execute !== 'guest-fsfreeze-freeze') return undefined;
    one.state = 'frozen';
    return 'silence';
  });
  const { freeze, ...outcome } = await attempt(agent.socket, () => assert.fail(), { freezeTimeout: 100 });
  assert.ok('error' in outcome && outcome.error instanceof GuestAgentError);
  assert.equal(outcome.error.reason, 'silent');
  assert.match(outcome.error.message, /did not answer guest-fsfreeze-freeze within 0.1 s/);
  assert.deepEqual([agent.state, freeze?.thaw, freeze?.fileSystems], ['thawed', 'done', undefined]);
});

test('a freeze that the guest refuses is told in its words, and thawed all the same', async (t) => {
  const desc = 'failed to freeze /data: Operation not supported';
  const agent = await fakeAgent(t, ({ execute }) =>
    execute === 'guest-fsfreeze-freeze' ? { error: { class: 'GenericError', desc } } : undefined,
  );
  const { freeze, ...outcome } = await attempt(agent.socket, () => assert.fail());
  assert.ok('error' in outcome);
  assert.equal(outcome.error.message, `The guest agent refused guest-fsfreeze-freeze: ${desc}`);
  assert.equal(freeze?.thaw, 'done');
  assert.deepEqual(agent.asked, ['status', 'freeze', 'thaw']);
});

test('an agent that hangs up while the guest is frozen is found again, and thaws it', async (t) => {
  let left = 2;
  const agent = await fakeAgent(t, ({ execute }) =>
    execute === 'guest-fsfreeze-thaw' && left-- > 0 ? 'hang up' : undefined,
  );
  const { freeze, ...outcome } = await attempt(agent.socket, async () => 'done');
  assert.deepEqual(outcome, { value: 'done' });
  assert.deepEqual([agent.state, freeze?.thaw], ['thawed', 'done']);
  assert.deepEqual(agent.asked, ['status', 'freeze', 'thaw', 'thaw', 'thaw']);
});

test('a guest that cannot be thawed is told of, with what to do; what was started stands', async (t) => {
  const agent = await fakeAgent(t, ({ execute }) =>
    execute === 'guest-fsfreeze-thaw' ? { error: { class: 'GenericError', desc: 'no luck' } } : undefined,
  );
  const { freeze, ...outcome } = await attempt(agent.socket, async () => 'done', { thawTimeout: 300 });
  assert.deepEqual(outcome, { value: 'done' });
  assert.equal(freeze?.thaw, 'failed');
  assert.match(
    freeze.problem ?? '',
    /may still be frozen; thaw it with "fsfreeze --unfreeze" inside.*no luck/,
  );
});

test('a guest that somebody else has frozen is left alone', async (t) => {
  const agent = await fakeAgent(t);
  agent.state = 'frozen';
  const { freeze, ...outcome } = await attempt(agent.socket, () => assert.fail());
  assert.ok('error' in outcome);
  assert.match(outcome.error.message, /frozen already/);
  assert.deepEqual([agent.state, freeze, agent.asked], ['frozen', undefined, ['status']]);
});

test('an agent that never answers, and a socket where nothing listens, are told apart', async (t) => {
  const agent = await fakeAgent(t, () => 'hang up');
  const hungUp = await attempt(agent.socket, () => assert.fail());
  assert.ok('error' in hungUp && hungUp.error instanceof GuestAgentError);
  assert.equal(hungUp.error.reason, 'lost');
  const missing = await attempt(path.join(path.dirname(agent.socket), 'none.sock'), () => assert.fail());
  assert.ok('error' in missing && missing.error instanceof GuestAgentError);
  assert.equal(missing.error.reason, 'unreachable');
  const plain = path.join(path.dirname(agent.socket), 'plain');
  await writeFile(plain, '');
  const none = await attempt(plain, () => assert.fail());
  assert.ok('error' in none && none.error instanceof GuestAgentError);
  assert.deepEqual(
    [missing.error.message, none.error.message],
    [
      `There is no guest agent's socket ${path.dirname(agent.socket)}/none.sock; start QEMU with one there, or correct the path.`,
      `Nothing listens at the guest agent's socket ${plain}: that QEMU has ended, or it is no socket at all; start the machine first.`,
    ],
  );
});
