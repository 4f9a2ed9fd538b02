import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { Script } from 'node:vm';
import { version } from '../../package.json';
import { PROGRAM } from './support';

const folder = path.dirname(PROGRAM);

/** A copy of the command line, that something may be done to. */
async function copied(t: TestContext): Promise<string> {
  const copy = await mkdtemp(path.join(tmpdir(), 'domainbackup-launch-'));
  t.after(() => rm(copy, { recursive: true, force: true }));
  for (const name of ['cli.js', 'cliProgram.js', 'cliProgram.code'])
    await cp(path.join(folder, name), path.join(copy, name));
  return copy;
}

async function versionOf(copy: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(copy, 'cli.js'), '--version']);
  return stdout.trim();
}

test('the Node that has built the command line takes the code that was made of it', async () => {
  const source = await readFile(path.join(folder, 'cliProgram.js'), 'utf8');
  const cachedData = await readFile(path.join(folder, 'cliProgram.code'));
  assert.equal(new Script(source, { cachedData }).cachedDataRejected, false);
});

test('the command line runs without that code, as where it is shipped', async (t) => {
  const copy = await copied(t);
  await rm(path.join(copy, 'cliProgram.code'));
  assert.equal(await versionOf(copy), version);
});

test('the command line runs beside code of another version of V8, or of another build', async (t) => {
  const copy = await copied(t);
  const code = await readFile(path.join(copy, 'cliProgram.code'));
  // The words in front tell of V8, the source and the flags.
  const foreign = Buffer.concat([code.subarray(0, 4), Buffer.alloc(12, 0x5a), code.subarray(16)]);
  for (const one of [foreign, code.subarray(0, code.length / 2), Buffer.from('none')]) {
    await writeFile(path.join(copy, 'cliProgram.code'), one);
    assert.equal(await versionOf(copy), version);
  }
});
