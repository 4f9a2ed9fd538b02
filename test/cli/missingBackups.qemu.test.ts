import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { setUp } from './setUp';
import { domainbackup, jsonLines } from './support';

test('many backups that were removed by hand are told in one line, and forgotten when that is wished', async (t) => {
  const { targets, file, socket } = await setUp(t);
  const xml = await readFile(file, 'utf8');
  const runs: string[] = [];
  for (const number of [1, 2, 3, 4]) {
    await writeFile(file, xml.replaceAll(/(<target file="[^"]*)"/g, `$1.${number}"`));
    const started = await domainbackup(t, 'start', file, '--qmp', socket, '--json');
    assert.equal(started.status, 0, started.stderr);
    runs.push(String(jsonLines(started.stdout).at(-1)?.['run']));
  }
  const [kept = '', ...gone] = runs;
  for (const run of gone) await rm(path.join(targets, `${run}.domainbackup.json`));
  for (const number of [2, 3, 4])
    for (const name of ['a', 'b']) await rm(path.join(targets, `${name}.${number}`));

  const { status, stdout, stderr } = await domainbackup(t, 'verify', targets);
  assert.deepEqual([status, stdout.includes(`${kept}: sound`)], [0, true], stderr);
  const line = `warning: 3 backups that were made to "${targets}", the newest by run ${gone.at(-1)}, are missing with`;
  assert.ok(stderr.startsWith(line), stderr);
  assert.equal(stderr.trim().split('\n').length, 1);
  assert.ok(stderr.includes(`: domainbackup prune ${targets} --missing.`), stderr);

  const dry = await domainbackup(t, 'prune', targets, '--missing');
  assert.deepEqual([dry.status, gone.every((run) => dry.stdout.includes(run))], [0, true], dry.stdout);
  assert.ok(!dry.stdout.includes(kept));
  assert.equal((await domainbackup(t, 'verify', targets)).stderr, stderr, 'a dry run changes nothing');
  assert.equal((await domainbackup(t, 'prune', targets, '--missing', '--keep', '1')).status, 2);
  const done = await domainbackup(t, 'prune', targets, '--missing', '--yes');
  assert.deepEqual([done.status, /3 runs are forgotten/.test(done.stdout)], [0, true], done.stdout);
  assert.equal((await domainbackup(t, 'verify', targets)).stderr, '');
});
