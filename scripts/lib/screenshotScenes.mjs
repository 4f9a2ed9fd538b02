import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { bootMachine } from '../throwawayMachine.mjs';
import { openMonitor } from './monitor.mjs';
import { inProject } from './paths.mjs';
import { backupXml } from './screenshotDocuments.mjs';

const run = promisify(execFile);
const MIB = 1024 * 1024;

/** What the machine is called; other machines of this host are nobody else's business. */
export const NAME = 'wiki';

/** The pictures that the README shows, with how wide the side bar is in each, in pixels. */
export const keptPictures = {
  'add-connection': 410,
  'running-backup': 540,
  'plan-findings': 410,
  history: 540,
};

/** What a pose waits for is there in this time, or not at all. */
const SOON = { timeout: 5000 };

/**
 * @typedef {object} Stage
 * @property {import('playwright-core').Page} page
 * @property {import('../../test/host/workbench').Workbench} workbench
 * @property {import('./gallery.mjs').Gallery} gallery
 * @property {import('../throwawayMachine.mjs').Machine} machine
 * @property {string} folder private
 * @property {typeof import('../../test/machine/writingGuest').makeWritingDisk} makeWritingDisk
 * @property {string} small a folder with little space; empty where only root could make one
 */

/** @param {Stage} stage */
async function clear({ page, workbench }) {
  await workbench.runCommand('Notifications: Clear All Notifications');
  await workbench.runCommand('View: Close All Editors');
  await page.mouse.move(600, 300);
}

/** Untrusted, and then with nothing to show. @param {Stage} stage */
export async function firstSteps(stage) {
  const { page, workbench, gallery } = stage;
  await workbench.openFile('two-disks.xml');
  await workbench.openView('Domain Backup');
  await workbench.setSideBar(410);
  await workbench.welcomeButton('Manage Workspace Trust').waitFor();
  await gallery.take('untrusted');
  await workbench.trustWorkspace();
  await gallery.take('welcome');
  await workbench.welcomeButton('Get Started').click();
  await page.getByText('Connect to a machine', { exact: true }).waitFor();
  await gallery.take('walkthrough');
  await clear(stage);
}

/** A document with errors, with the fix that is offered. @param {Stage} stage */
export async function problems(stage) {
  const { page, workbench, gallery } = stage;
  await workbench.openFile('wrong.xml');
  await page.locator('.squiggly-error').first().waitFor();
  await workbench.runCommand('View: Focus Problems');
  await page.locator('.markers-panel [role=treeitem]').first().waitFor();
  await gallery.take('problems', async () => {
    await page.keyboard.press('Escape');
    await page.locator('.editor-instance .view-line').first().click();
    await workbench.goTo(1, 22);
    await workbench.runCommand('Quick Fix...');
    await page.getByText('Did you mean "push"?').first().waitFor(SOON);
  });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+j');
  await clear(stage);
}

/** A machine that is not there, and one that is found and connected. @param {Stage} stage */
export async function connecting(stage) {
  const { page, workbench, gallery, machine } = stage;
  await gallery.configure({ 'domainbackup.connections': [{ name: 'db', socket: '/run/vm/db.qmp' }] });
  await workbench.treeRows(/^db.*no such socket/).waitFor();
  await workbench.welcomeButton('Reconnect').waitFor();
  await gallery.take('unreachable');
  await gallery.configure({ 'domainbackup.connections': undefined });
  await workbench.openFile('two-disks.xml');
  await workbench.welcomeButton('Add Connection…').waitFor();
  await gallery.take('add-connection', async () => {
    await page.keyboard.press('Escape');
    await workbench.welcomeButton('Add Connection…').click();
    await workbench.quickInput().fill(NAME);
    await workbench.quickPick(NAME).waitFor(SOON);
  });
  await workbench.quickPick(NAME).first().click();
  await workbench.treeRows(/^wiki.*2 disks/).waitFor();
  await gallery.take('connected');
  await gallery.configure({
    'domainbackup.connections': [{ name: NAME, socket: machine.qmp[0] }],
  });
  await workbench.openFile('new.xml');
  await gallery.take('completion', async () => {
    await workbench.goTo(3, 17);
    await page.keyboard.press('Control+Space');
    await workbench.suggestions().filter({ hasText: /vda/ }).first().waitFor(SOON);
  });
  await page.keyboard.press('Escape');
  await clear(stage);
}

/** @param {Stage} stage @param {string} file */
async function start(stage, file) {
  await stage.workbench.openFile(file);
  await stage.workbench.clickCodeLens('Start Backup');
}

/** A backup that is asked for, runs, is paused and cancelled. @param {Stage} stage */
export async function running(stage) {
  const { page, workbench, gallery } = stage;
  await gallery.configure({ 'domainbackup.backup.speed': '6M' });
  await start(stage, 'wiki.xml');
  await workbench.dialog().waitFor();
  await gallery.take('question');
  await workbench.answerDialog('Start Backup');
  // A picture of a backup that has come some way, with all that there is to tell of it.
  for (const disk of ['vda', 'vdb'])
    await workbench.treeRows(new RegExp(`^Disk ${disk}, running.*, [2-9]\\d percent, .* left`)).waitFor();
  await gallery.take('running-backup');
  await workbench.runCommand('Domain Backup: Pause Backup');
  await workbench.treeRows(/^Backup .*, paused/).waitFor();
  await gallery.take('paused');
  await gallery.take('hover', async () => {
    await page.mouse.move(600, 300);
    await workbench.treeRows(/^Disk vda/).hover();
    await page.locator('.monaco-hover:visible, .workbench-hover:visible').first().waitFor(SOON);
  });
  await workbench.runCommand('Domain Backup: Show Details');
  await gallery.take('details');
  await workbench.runCommand('Domain Backup: Cancel Backup');
  await workbench.answerDialog('Cancel Backup');
  await workbench.notification(/was cancelled/).waitFor();
  await workbench.openFile('wiki.xml');
  await gallery.take('cancelled');
  await gallery.configure({ 'domainbackup.backup.speed': undefined });
  await clear(stage);
}

/** One that completes, and one that is refused. @param {Stage} stage */
export async function outcomes(stage) {
  const { page, workbench, gallery } = stage;
  await start(stage, 'done.xml');
  await workbench.answerDialog('Start Backup');
  await workbench.notification(/is complete/).waitFor();
  await gallery.take('completed');
  await clear(stage);
  await workbench.openFile('done.xml');
  await workbench.clickCodeLens('Start Backup');
  await workbench.notification(/exists already/).waitFor();
  await workbench.runCommand('Notifications: Clear All Notifications');
  await workbench.runCommand('View: Focus Problems');
  await gallery.take('plan-findings');
  await page.keyboard.press('Control+j');
  await clear(stage);
}

/** Targets without space: stopped, and failed. @param {Stage} stage */
export async function withoutSpace(stage) {
  const { workbench, gallery, small } = stage;
  if (small === '') return console.log('Left out: a target without space, which only root can make');
  for (const onError of ['stop', 'report']) {
    await gallery.configure({
      'domainbackup.backup.onError': onError,
      'domainbackup.backup.speed': '24M',
    });
    await start(stage, `${onError}.xml`);
    await workbench.answerDialog('Start Backup');
    await workbench.treeRows(/^Disk vdb, running, [1-9]/).waitFor();
    await writeFile(path.join(small, 'ballast'), Buffer.alloc(300 * MIB)).catch(() => undefined);
    if (onError === 'stop') {
      await workbench.treeRows(/^Disk vdb, out of space/).waitFor();
      await gallery.take('out-of-space');
      await workbench.runCommand('Domain Backup: Cancel Backup');
      await workbench.answerDialog('Cancel Backup');
      await workbench.notification(/was cancelled/).waitFor();
    } else {
      await workbench.notification(/failed/).waitFor();
      await gallery.take('failed');
    }
    await rm(path.join(small, 'ballast'));
    await clear(stage);
  }
  await gallery.configure({
    'domainbackup.backup.onError': undefined,
    'domainbackup.backup.speed': undefined,
  });
}

/** A target without space, and a guest that writes to the disk: QEMU has paused the machine. @param {Stage} stage */
export async function pausedMachine(stage) {
  const { workbench, gallery, small, folder, machine, makeWritingDisk } = stage;
  if (small === '') return;
  const image = path.join(folder, 'shop.raw');
  await makeWritingDisk(image, 16);
  const shop = await bootMachine({
    name: 'shop',
    monitors: 2,
    disks: [{ name: 'vda', format: 'raw', image }],
  });
  try {
    await gallery.configure({
      'domainbackup.connections': [{ name: 'shop', socket: shop.qmp[0] }],
      'domainbackup.backup.onError': 'stop',
      'domainbackup.backup.speed': '2M',
    });
    await workbench.treeRows(/^shop.*1 disk/).waitFor();
    await start(stage, 'shop.xml');
    await workbench.answerDialog('Start Backup');
    await workbench.treeRows(/^Disk vda, running, [1-9]/).waitFor();
    await writeFile(path.join(small, 'ballast'), Buffer.alloc(300 * MIB)).catch(() => undefined);
    const monitor = await openMonitor(shop.qmp[1] ?? '');
    await monitor.execute({ execute: 'cont' });
    await monitor.close();
    await workbench.treeRows(/^Backup .*machine paused/).waitFor();
    await gallery.take('machine-paused');
    await workbench.runCommand('Domain Backup: Cancel Backup');
    await workbench.answerDialog('Cancel Backup');
    await workbench.notification(/was cancelled/).waitFor();
  } finally {
    await shop.stop();
  }
  await rm(path.join(small, 'ballast'));
  await gallery.configure({
    'domainbackup.connections': [{ name: NAME, socket: machine.qmp[0] }],
    'domainbackup.backup.onError': undefined,
    'domainbackup.backup.speed': undefined,
  });
  await clear(stage);
}

/**
 * Opens a row of a tree. Not with an arrow key: where it is open by then, that goes on to the row below, which shows its
 * buttons from then on.
 * @param {Stage} stage @param {import('playwright-core').Locator} row
 */
async function unfold({ page }, row) {
  await row.click();
  await row.and(page.locator('[aria-expanded="true"]')).waitFor();
}

/** Past backups that build on each other, and what a restore asks. @param {Stage} stage */
export async function history(stage) {
  const { workbench, gallery, machine, folder } = stage;
  const past = path.join(folder, 'past');
  await mkdir(past);
  const env = { ...process.env, XDG_STATE_HOME: path.join(folder, 'state') };
  for (const [day, since] of [['monday'], ['tuesday', 'monday'], ['wednesday', 'tuesday']]) {
    const file = path.join(folder, `${day}.xml`);
    await writeFile(file, backupXml({ vda: `${past}/vda.${day}.qcow2` }, since));
    const options = ['--qmp', machine.qmp[0] ?? '', '--checkpoint', day ?? ''];
    await run(process.execPath, [inProject('dist/cli.js'), 'start', file, ...options], { env });
  }
  await gallery.configure({ 'domainbackup.history.folders': [past] });
  await workbench.runCommand('Domain Backup: Refresh');
  await unfold(stage, workbench.treeRows(/^History/).first());
  await unfold(stage, workbench.treeRows(/^Past backup .*, full, 225 MiB/));
  await unfold(stage, workbench.treeRows(/^Checkpoints/));
  await workbench.openFile('done.xml');
  await gallery.take('history');
  const increment = workbench.treeRows(/^Past backup .*incremental since tuesday/).first();
  await increment.hover();
  await increment.locator('.codicon-desktop-download').click();
  await workbench.quickPick('qcow2').click();
  await workbench.chooseFolder(folder, 'Restore Here');
  await workbench.dialog().waitFor();
  await gallery.take('restore');
  await workbench.answerDialog('Cancel');
  await clear(stage);
}

/** A machine that goes away in the middle. @param {Stage} stage */
export async function lost(stage) {
  const { workbench, gallery, machine } = stage;
  await gallery.configure({ 'domainbackup.backup.speed': '12M' });
  await start(stage, 'lost.xml');
  await workbench.answerDialog('Start Backup');
  await workbench.treeRows(/^Disk vda, running.*, [1-9]/).waitFor();
  machine.kill('SIGKILL');
  await workbench.notification(/Nobody can tell/).waitFor();
  await gallery.take('unknown');
}
