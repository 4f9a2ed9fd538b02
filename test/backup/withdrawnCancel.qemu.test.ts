import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { BackupError, openRunRecords, pauseRun, resumeRun, type RunSite } from '../../engine';
import { isCancelMarked, markCancel } from '../../engine/backup/records/cancelMark';
import { bothTo, connectTo, fileSystemFor, run, setUp, startXml, TWO_SLOW_DISKS, until } from './support';

test('a backup with a stale cancel is neither paused nor resumed where that cannot be withdrawn, and says why', async (t) => {
  const { client, second, folder } = await setUp(t, TWO_SLOW_DISKS);
  const mounted = await fileSystemFor(t, '1m');
  const site: RunSite = { locality: 'local', records: openRunRecords(path.join(mounted, 'runs')) };
  const backup = await startXml(client, bothTo(folder), { records: site.records });
  await until(backup, ({ disks }) => disks.every((disk) => disk.current > 0));
  // As of a program that was killed before it paused a job.
  await markCancel(site.records, backup.id);
  await run('mount', ['-o', 'remount,ro', mounted]);
  const other = await connectTo(t, second);
  const refused = (error: unknown) =>
    error instanceof BackupError &&
    error.message ===
      `Backup "${backup.id}" was being cancelled, and stays so until ` +
        `"${path.join(site.records.folder, `${backup.id}.cancel`)}" can be removed: its file system is read-only. ` +
        'Make that possible and try again, or cancel the backup.';
  await assert.rejects(backup.pause(), refused);
  await assert.rejects(backup.resume(), refused);
  await assert.rejects(backup.retry(), refused);
  await assert.rejects(pauseRun(other, backup.id, site), refused);
  await assert.rejects(resumeRun(other, backup.id, site), refused);
  assert.ok((await other.execute('query-jobs', {})).every(({ status }) => status === 'running'));
  await run('mount', ['-o', 'remount,rw', mounted]);
  await backup.retry();
  assert.equal(await isCancelMarked(site.records, backup.id), false);

  // A full disk is in nobody's way: a request is noted, if at all, and withdrawn without any of its space.
  const filler = path.join(mounted, 'filler');
  await markCancel(site.records, backup.id);
  await assert.rejects(writeFile(filler, Buffer.alloc(2 * 1024 * 1024)), { code: 'ENOSPC' });
  const isPaused = until(backup, ({ state }) => state === 'paused');
  await backup.pause();
  await isPaused;
  await rm(filler);
  await backup.resume();
  assert.equal((await backup.finished).outcome, 'completed');
});
