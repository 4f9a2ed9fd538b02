import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { Script } from 'node:vm';
import { codeOf, sealed } from '../../scripts/lib/codeCache.mjs';
import { version } from '../../package.json';
import { PROGRAM } from './support';
import { folderFor } from '../support/folderFor';

const folder = path.dirname(PROGRAM);

/** A copy of the command line, that something may be done to. */
async function copied(t: TestContext): Promise<string> {
  const copy = await folderFor(t);
  for (const name of ['cli.js', 'cliProgram.js', 'cliProgram.code'])
    await cp(path.join(folder, name), path.join(copy, name));
  return copy;
}

async function versionOf(copy: string): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(copy, 'cli.js'), '--version']);
  return stdout.trim();
}

/** The program with another version of the same length in it. */
function edited(source: Buffer): { source: Buffer; version: string } {
  const other = version.replaceAll(/\d/g, '7');
  return { source: Buffer.from(source.toString('utf8').replaceAll(version, other)), version: other };
}

test('the Node that has built the command line takes the code that was made of it', async () => {
  const source = await readFile(path.join(folder, 'cliProgram.js'));
  const file = await readFile(path.join(folder, 'cliProgram.code'));
  const cachedData = file.subarray(32);
  assert.deepEqual(file, sealed(source, cachedData));
  assert.equal(new Script(source.toString('utf8'), { cachedData }).cachedDataRejected, false);
});

test('the command line runs the code that was made of it at build time', async (t) => {
  const copy = await copied(t);
  const source = await readFile(path.join(copy, 'cliProgram.js'));
  // The code of another program, under the digest of this one: whoever compiles this one does not see that.
  const other = edited(source);
  await writeFile(path.join(copy, 'cliProgram.code'), sealed(source, codeOf(other.source)));
  assert.equal(await versionOf(copy), other.version);
});

test('the command line runs without that code, as where it is shipped', async (t) => {
  const copy = await copied(t);
  await rm(path.join(copy, 'cliProgram.code'));
  assert.equal(await versionOf(copy), version);
});

test('the command line runs the program that is there, where its code is of one of the same length', async (t) => {
  const copy = await copied(t);
  const other = edited(await readFile(path.join(copy, 'cliProgram.js')));
  await writeFile(path.join(copy, 'cliProgram.js'), other.source);
  assert.equal(await versionOf(copy), other.version);
});

const damages: Array<[name: string, damage: (code: Buffer) => Buffer]> = [
  ['has zeros for its end', (code) => Buffer.from(code).fill(0, code.length >> 1)],
  ['lacks its end', (code) => code.subarray(0, code.length >> 1)],
  ['is shorter than a digest', () => Buffer.from('none')],
  ['is empty', () => Buffer.alloc(0)],
];

for (const [name, damage] of damages) {
  test(`the command line runs beside code that ${name}`, async (t) => {
    const copy = await copied(t);
    const file = path.join(copy, 'cliProgram.code');
    await writeFile(file, damage(await readFile(file)));
    assert.equal(await versionOf(copy), version);
  });
}

test('the command line runs beside code of another version of V8', async (t) => {
  const copy = await copied(t);
  const source = await readFile(path.join(copy, 'cliProgram.js'));
  // Of another program, so that it would be seen if V8 took it.
  const code = codeOf(edited(source).source);
  // The word behind the first tells of V8's version.
  code.writeUInt32LE(0x5a5a5a5a, 4);
  await writeFile(path.join(copy, 'cliProgram.code'), sealed(source, code));
  assert.equal(await versionOf(copy), version);
});
