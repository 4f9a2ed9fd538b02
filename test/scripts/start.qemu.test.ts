import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { type TestContext } from 'node:test';

/** `npm start -- --once` with a folder of its own for everything temporary. */
async function start(t: TestContext) {
  const temporary = await mkdtemp(path.join(tmpdir(), 'domainbackup-test-'));
  // Tests run in the project's root.
  const child = spawn(process.execPath, ['scripts/start.mjs', '--once'], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(async () => {
    child.kill('SIGKILL');
    await rm(temporary, { recursive: true, force: true, maxRetries: 3 });
  });
  const run = { child, temporary, output: '', ended: once(child, 'close') };
  child.stdout.on('data', (chunk) => (run.output += String(chunk)));
  return run;
}

void test('npm start -- --once backs up both disks, finds them identical, and leaves nothing behind', async (t) => {
  const run = await start(t);
  assert.deepEqual(await run.ended, [0, null]);
  assert.match(run.output, /^vda: source and target are identical$/m);
  assert.match(run.output, /^vdb: source and target are identical$/m);
  assert.deepEqual(await readdir(run.temporary), []);
});

void test('npm start that is interrupted while its machine runs leaves nothing behind', async (t) => {
  const run = await start(t);
  while (!run.output.includes('Booted')) {
    await Promise.race([once(run.child.stdout, 'data'), run.ended]);
    assert.equal(run.child.exitCode, null, run.output);
  }
  run.child.kill('SIGINT');
  assert.deepEqual(await run.ended, [130, null]);
  assert.deepEqual(await readdir(run.temporary), []);
});
