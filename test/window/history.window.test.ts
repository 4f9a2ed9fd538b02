import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { serveWorkbench } from '../../scripts/lib/workbenchServer.mjs';
import { bootMachine, type Machine } from '../../scripts/throwawayMachine.mjs';
import { openWorkbench, type WorkbenchWindow } from '../host/workbench';

const mebibyte = 1024 * 1024;

/** Past backups in the window of VS Code: one becomes damaged, and is restored all the same. */
describe('Past backups in the window', () => {
  let folder: string;
  let past: string;
  let machine: Machine;
  let window: WorkbenchWindow;
  const endings: (() => Promise<void>)[] = [];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'domainbackup-window-'));
    endings.unshift(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
    past = path.join(folder, 'past');
    const workspace = path.join(folder, 'workspace');
    await mkdir(past);
    await mkdir(workspace);
    machine = await bootMachine({
      name: `history${process.pid}`,
      disks: [{ name: 'vda', format: 'qcow2', data: 8 * mebibyte }],
    });
    endings.unshift(machine.stop);
    const server = await serveWorkbench(
      {
        hostFolder: process.env['DOMAINBACKUP_HOST'] ?? '',
        vsix: process.env['DOMAINBACKUP_VSIX'] ?? '',
        folder,
        workspace,
        settings: { 'domainbackup.history.folders': [past] },
      },
      new AbortController().signal,
    );
    endings.unshift(server.stop);
    window = await openWorkbench(server.address, { width: 1200, height: 700 });
    endings.unshift(async () => window[Symbol.asyncDispose]());
    window.page.setDefaultTimeout(20_000);
  });
  after(async () => {
    for (const end of endings) await end();
  });

  it('is marked as damaged once a verification has found that, also after the window was reloaded', async () => {
    const { page, workbench } = window;
    const document = path.join(folder, 'vda.xml');
    const target = path.join(past, 'vda.raw');
    await writeFile(
      document,
      `<domainbackup><disks><disk name="vda" type="file"><target file="${target}"/><driver type="raw"/></disk></disks></domainbackup>`,
    );
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
    await page.reload();
    await page.locator('.activitybar a.action-label').first().waitFor({ timeout: 60_000 });
    await workbench.runCommand('View: Show Domain Backup');
    await unfold();
    await workbench.treeRows(/^Past backup .*, damaged, full/).waitFor();
  });

  it('is restored as it is now after a second question, once it was found damaged', async () => {
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
      await readFile(path.join(past, 'vda.raw')),
    );
  });
});
