import assert from 'node:assert/strict';
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { backUp, guest, libraryFor } from '../archive/library';
import { asNobody } from './asNobody';
import { jsonLines } from './support';

test('an increment on a backup that a user may not look for is not verified, and not called damaged', async (t) => {
  const library = await libraryFor(t);
  await guest(library, 'vda', 'write -P 1 0 1M');
  const disks = ['vda'];
  const full = await backUp(library, { checkpoint: 'monday', below: { vda: '1' }, disks });
  await guest(library, 'vda', 'write -P 2 0 64k');
  const top = await backUp(library, { since: 'monday', below: { vda: '2' }, disks });
  const [below, above] = ['1', '2'].map((name) => path.join(library.folder, name)) as [string, string];
  await chmod(library.folder, 0o755);
  const look = async () => {
    const verified = jsonLines((await asNobody(t, 'verify', above, '--json')).stdout);
    const [listed] = jsonLines((await asNobody(t, 'list', above, '--json')).stdout);
    return {
      verdict: verified.find(({ event, run }) => event === 'verified' && run === top)?.['verdict'],
      codes: verified.flatMap(({ code }) => code ?? []),
      lack: (listed?.['lack'] as { kind: string } | undefined)?.kind,
    };
  };
  const hidden = { verdict: 'unverified', codes: ['parent-hidden'], lack: 'unseen' };
  assert.deepEqual(await look(), { verdict: 'sound', codes: [], lack: undefined });
  await chmod(path.join(below, `${full}.domainbackup.json`), 0o600);
  assert.deepEqual(await look(), hidden);
  await chmod(below, 0o700);
  assert.deepEqual(await look(), hidden);
  const { stdout, stderr } = await asNobody(t, 'list', library.folder);
  assert.equal(stderr, `"${below}" is left out: it cannot be looked into: permission is denied.\n`);
  assert.match(stdout, /completed, files not seen/);
});
