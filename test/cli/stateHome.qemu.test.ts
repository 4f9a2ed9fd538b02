import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { backupXml, fileDisk, folderFor, TWO_DISKS } from '../backup/support';
import { machineFor } from '../machine/machineFor';
import { domainbackup } from './support';

// Node's own recursive mkdir never comes back from a folder such as /proc, and then only SIGKILL ends the program.
test('records that no folder can be made for refuse a start with words', { timeout: 60_000 }, async (t) => {
  const machine = await machineFor(t, TWO_DISKS);
  const file = path.join(await folderFor(t), 'backup.xml');
  await writeFile(file, backupXml(fileDisk('vda', path.join(await folderFor(t), 'a'))));
  for (const [state, reason] of [
    ['/proc/nowhere', 'the folder "/proc/nowhere" cannot be made there'],
    ['/sys/nowhere', 'the system does not permit it'],
  ] as const) {
    process.env['XDG_STATE_HOME'] = state;
    const { status, stdout, stderr } = await domainbackup(t, 'start', file, '--qmp', machine.qmp[0]!);
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.equal(
      stderr,
      `error: The backup cannot be recorded in "${state}/domainbackup/runs": ${reason}. ` +
        'Make it possible to write there, so that the backup is found again whatever happens.\n',
    );
  }
});

test('a relative XDG_STATE_HOME is passed over, as its specification demands, and that is said once', async (t) => {
  const home = await folderFor(t);
  process.env['HOME'] = home;
  process.env['XDG_STATE_HOME'] = 'state';
  const { status, stderr } = await domainbackup(t, 'history');
  assert.equal(status, 0);
  assert.equal(
    stderr,
    'warning: XDG_STATE_HOME is "state", which is no absolute path and is passed over; ' +
      `the records of backups are in "${home}/.local/state/domainbackup/runs".\n`,
  );
});
