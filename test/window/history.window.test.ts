import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { backupXml, fileDisk } from '../backup/support';
import { setScene } from './support/scene';

const mebibyte = 1024 * 1024;

/** Past backups in the window of VS Code: one becomes damaged, and is restored all the same. */
describe('Past backups in the window', () => {
  const scene = setScene({
    machine: {
      name: `history${process.pid}`,
      disks: [{ name: 'vda', format: 'qcow2', data: 8 * mebibyte }],
    },
    settings: ({ targets }) => ({ 'domainbackup.history.folders': [targets] }),
  });

  it('is marked as damaged once a verification has found that, also after the window was reloaded', async () => {
    const { folder, targets, machine, window } = scene;
    const { page, workbench } = window;
    const document = path.join(folder, 'vda.xml');
    const target = path.join(targets, 'vda.raw');
    await writeFile(document, backupXml(fileDisk('vda', target, 'raw')));
    const env = { ...process.env, XDG_STATE_HOME: path.join(folder, 'state') };
    const args = [path.resolve('dist/cli.js'), 'start', document, '--qmp', machine.qmp[0] ?? ''];
    await promisify(execFile)(process.execPath, args, { env });
    const bytes = await readFile(target);
    bytes.writeUInt8(bytes.readUInt8(9) ^ 1, 9);
    await writeFile(target, bytes);
    await workbench.openView('Domain Backup');
    await workbench.runCommand('Domain Backup: Refresh');
    const unfold = async (): Promise<void> => {
      await workbench.treeRows(/^History/).click();
      await page.keyboard.press('ArrowRight');
    };
    await unfold();
    await workbench.treeRows(/^Past backup .*full/).waitFor();
    await workbench.runCommand('Domain Backup: Verify');
    await workbench.notification(/is damaged/).waitFor();
    await workbench.treeRows(/^Past backup .*, damaged, full/).waitFor();
    await workbench.reload();
    await workbench.runCommand('View: Show Domain Backup');
    await unfold();
    await workbench.treeRows(/^Past backup .*, damaged, full/).waitFor();
  });

  it('is restored as it is now after a second question, once it was found damaged', async () => {
    const { folder, targets, window } = scene;
    const { workbench } = window;
    await workbench.runCommand('Domain Backup: Restore…');
    await workbench.quickPick('raw').click();
    await workbench.chooseFolder(folder, 'Restore Here');
    await workbench.answerDialog('Restore');
    const failed = workbench.notification(/could not be restored/);
    await failed.waitFor();
    await failed.locator('.monaco-button', { hasText: 'Restore Anyway…' }).click();
    await workbench
      .dialog()
      .getByText(/although it is damaged/)
      .waitFor();
    await workbench.answerDialog('Restore Anyway');
    await workbench.notification(/What is left of backup/).waitFor();
    assert.deepEqual(
      await readFile(path.join(folder, 'vda.raw')),
      await readFile(path.join(targets, 'vda.raw')),
    );
  });
});
