import assert from 'node:assert/strict';
import { access, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { filesIn } from '../backup/filesIn';
import { setScene } from './support/scene';

const mebibyte = 1024 * 1024;
/** Other machines may run on the host; this name is ours alone. */
const name = `web${process.pid}`;

/**
 * One long story, in the window of VS Code, with the package as it is shipped: somebody opens a folder for the first
 * time, and ends with a backup that was started, watched and cancelled.
 */
describe('A first run in the window', () => {
  const scene = setScene({
    machine: {
      name,
      disks: [
        { name: 'vda', format: 'qcow2', data: 224 * mebibyte, bytesPerSecond: 6 * mebibyte },
        { name: 'vdb', format: 'qcow2', data: 0 },
      ],
    },
    trust: 'enforced',
    files: ({ machine }) => ({
      'wrong.domainbackup.xml': `<domainbackup mode="psh"/>\n`,
      // What a hostile folder may try.
      '.vscode/settings.json': JSON.stringify({
        'domainbackup.connections': [{ name: 'evil', socket: machine.qmp[0] }],
      }),
    }),
  });

  it('comes with a page whose links and pictures are all in the package', async () => {
    const installed = path.join(scene.folder, 'extensions');
    const [extension = ''] = (await readdir(installed)).filter((one) => one.includes('domainbackup'));
    const page = await readFile(path.join(installed, extension, 'readme.md'), 'utf8');
    const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link);
    assert.ok(links.includes('docs/problems.md'), links.join());
    for (const link of links) {
      assert.doesNotMatch(link, /\.png$/, 'VS Code shows no picture that is in the package');
      if (!link.startsWith('https:')) await access(path.join(installed, extension, link));
    }
  });

  it('checks documents in Restricted Mode, and neither looks at machines nor offers to', async () => {
    const { page, workbench } = scene.window;
    await workbench.openFile('wrong.domainbackup.xml');
    await page.locator('.squiggly-error').first().waitFor();
    await workbench.openView('Domain Backup');
    await workbench.welcomeButton('Manage Workspace Trust').waitFor();
    assert.equal(await workbench.treeRows(/./).count(), 0);
    const offered = await workbench.commandsLike('Domain Backup');
    for (const command of ['Start Backup', 'Add Connection…', 'New Backup XML…', 'Refresh']) {
      assert.equal(
        offered.some((title) => title.startsWith(`Domain Backup: ${command}`)),
        false,
        command,
      );
    }
    assert.ok(
      offered.some((title) => title.startsWith('Domain Backup: Check Backup')),
      offered.join('\n'),
    );
  });

  it('says how to begin once the folder is trusted, which brings no connection of its own', async () => {
    const { page, workbench } = scene.window;
    await workbench.trustWorkspace();
    assert.equal(await workbench.treeRows(/evil/).count(), 0);
    await workbench.welcomeButton('Get Started').click();
    await page.getByText('Connect to a machine', { exact: true }).waitFor();
  });

  it('finds the machine by its name, and connects to it', async () => {
    const { workbench } = scene.window;
    await workbench.welcomeButton('Add Connection…').click();
    await workbench.quickInput().fill(name);
    await workbench.quickPick(name).click();
    await workbench.treeRows(new RegExp(`^${name}.*2 disks`)).click();
  });

  it('judges a socket while it is typed', async () => {
    const { page, workbench } = scene.window;
    await workbench.runCommand('Domain Backup: Add Connection…');
    // The list may be long.
    await workbench.quickInput().fill('Enter a Socket');
    await workbench.quickPick('Enter a Socket or Port').click();
    await workbench.quickInput().fill('vm.qmp');
    await page.getByText('Enter the whole path, from / on.').waitFor();
    await workbench.quickInput().fill(scene.machine.qmp[0] ?? '');
    await page.getByText(`The connection "${name}" uses it already.`).waitFor();
    await page.keyboard.press('Escape');
  });

  it("writes the document, and completes a disk's name from the machine", async () => {
    const { page, workbench } = scene.window;
    await workbench.runCommand('Domain Backup: New Backup XML…');
    await workbench.chooseFolder(scene.targets, 'Put the Targets Here');
    await page.locator('.tab.active[aria-label*=Untitled]').waitFor();
    await workbench.goTo(3, 17);
    for (let letter = 0; letter < 3; letter++) await page.keyboard.press('Delete');
    await page.keyboard.type('v');
    await workbench.suggestions().filter({ hasText: /vda/ }).first().click();
    await page.locator('.editor-instance .view-line', { hasText: /disk.name="vda"/ }).waitFor();
  });

  it('starts the backup after a question, and shows how far each disk is', async () => {
    const { workbench } = scene.window;
    await workbench.clickCodeLens('Start Backup');
    await workbench.dialog().getByText(`Back up 2 disks of the machine ${name}?`).waitFor();
    await workbench.answerDialog('Start Backup');
    await workbench.treeRows(/^Disk vda, running, \d\d/).waitFor();
    await workbench.treeRows(/^Disk vdb, waiting for the other disks, 100 percent/).waitFor();
    const row = workbench.treeRows(new RegExp(`^${name}.*2 disks`));
    assert.equal(
      await row.getAttribute('aria-selected'),
      'true',
      'it is the same row as before its first backup',
    );
  });

  it('is shown again after the window was reloaded in the middle, as if it had been started there', async () => {
    const { page, workbench } = scene.window;
    await workbench.reload();
    await workbench.runCommand('View: Show Domain Backup');
    await workbench.treeRows(/^Disk vda, running, \d\d/).waitFor();
    // What only who follows a run knows of it; the editor draws blanks as others.
    await workbench.runCommand('Domain Backup: Show Details');
    await page.locator('.editor-instance', { hasText: /Written.to.*partial/ }).waitFor();
  });

  it('cancels it after a question, and leaves nothing behind', async () => {
    const { workbench } = scene.window;
    await workbench.runCommand('Domain Backup: Cancel Backup');
    await workbench.answerDialog('Cancel Backup');
    await workbench
      .treeRows(/cancelled/)
      .first()
      .waitFor();
    await workbench.notification(/was cancelled/).waitFor();
    assert.deepEqual(await filesIn(scene.targets), []);
  });

  it('shows by itself that the machine has gone, with what to do about it', async () => {
    const { page, workbench } = scene.window;
    scene.machine.kill('SIGKILL');
    await workbench.treeRows(new RegExp(`^${name}.*not running`)).waitFor();
    await page.locator('.part.sidebar .pane-header', { hasText: /connection help/i }).waitFor();
    await workbench.welcomeButton('Reconnect').waitFor();
  });
});
