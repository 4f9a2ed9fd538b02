import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { backupXml, fileDisk, folderFor, TWO_DISKS } from '../backup/support';
import { asUser } from '../machine/asUser';
import { machineFor } from '../machine/machineFor';
import { asNobody } from './asNobody';

/** QEMU's user, of every Debian. */
const DAEMON = 1;

test('a user who may not look into QEMU’s process is told what owners and modes say, as a warning', async (t) => {
  const machine = await machineFor(t, { ...TWO_DISKS, extraArgs: asUser('daemon') });
  // The monitor is for this user, too; of QEMU's process only what everybody may see is left.
  await chmod(machine.folder, 0o711);
  await chmod(machine.qmp[0]!, 0o777);
  const folder = await folderFor(t);
  const file = path.join(folder, 'backup.xml');
  const [closed, open] = [await folderFor(t), await folderFor(t)];
  await writeFile(
    file,
    backupXml(fileDisk('vda', path.join(closed, 'a')), fileDisk('vdb', path.join(open, 'b'))),
  );
  await chmod(folder, 0o755);
  await chmod(closed, 0o755);
  await chmod(open, 0o777);
  const { status, stdout, stderr } = await asNobody(t, 'plan', file, '--qmp', machine.qmp[0]!);
  assert.equal(
    stderr,
    `warning: Disk "vda": by its owner and mode, QEMU's user (uid ${DAEMON}) may not make files in the folder ` +
      `"${closed}"; unless an access control list grants it, the backup will be refused.\n`,
  );
  assert.match(stdout, /^ {2}vdb /m);
  assert.equal(status, 0);
});
