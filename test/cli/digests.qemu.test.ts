import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { guest, libraryFor } from '../archive/library';
import { backupXml, fileDisk, folderFor } from '../backup/support';
import { domainbackup, jsonLines } from './support';

test('start records the digests once the backup has completed, or leaves them to verify', async (t) => {
  const library = await libraryFor(t);
  const { folder, machine } = library;
  await guest(library, 'vda', 'write -P 1 0 1M');
  await library.client.close();
  const file = path.join(await folderFor(t), 'backup.xml');
  const backups = { a: [] as string[], b: ['--no-digest'] };
  for (const [name, flags] of Object.entries(backups)) {
    await writeFile(file, backupXml(fileDisk('vda', path.join(folder, name))));
    const { status, stderr } = await domainbackup(t, 'start', file, '--qmp', machine.qmp[0]!, ...flags);
    assert.equal(status, 0, stderr);
  }
  const shaOf = async (): Promise<string[]> => {
    const { stdout } = await domainbackup(t, 'list', folder, '--json');
    return jsonLines(stdout).map((run) => (run['disks'] as { sha256?: string }[])[0]!.sha256 ?? 'none');
  };
  const [late, early] = await shaOf();
  assert.deepEqual([late, early!.length], ['none', 64]);
  assert.match(
    (await domainbackup(t, 'list', folder)).stdout,
    /^ {2}(\S+): no digest is recorded, .* domainbackup verify \1$/m,
  );
  const verified = await domainbackup(t, 'verify', folder);
  assert.equal(verified.status, 0);
  assert.match(
    verified.stdout,
    /warning: Disk "vda" of run .*: its digest was not recorded.* it is recorded now/,
  );
  assert.equal((await shaOf())[0]!.length, 64);
  // Without --catalog, it is found where it was backed up to.
  const [{ run } = { run: '' }] = jsonLines((await domainbackup(t, 'list', folder, '--json')).stdout);
  const shown = await domainbackup(t, 'show', String(run));
  assert.deepEqual([shown.status, shown.stdout.startsWith(`Backup ${String(run)} of guest1`)], [0, true]);
  // What a late digest cannot speak for is told from then on.
  assert.match(
    shown.stdout,
    /^ {4}digested: .* by a later verification, so damage before that is not seen$/m,
  );
  const again = await domainbackup(t, 'verify', folder);
  assert.match(again.stdout, /warning: Run \S+: the digest of "vda" was made at .* by a verification/);
  const to = await folderFor(t);
  const restored = await domainbackup(t, 'restore', String(run), '--to', to);
  assert.match(restored.stdout, /made only at a later verification, so damage before that is not seen/);
});
