import * as vscode from 'vscode';
import { localityOf } from '../../connections/locality';
import { backupText } from '../../newBackup/backupText';
import { stampOf } from '../../newBackup/stamp';
import { enter, openFolder, showMessage } from '../../reporting/messages';
import type { JobStore } from '../../store/jobStore';
import type { ConnectionNode, MachineSummary } from '../../store/nodes';
import type { Lookout } from '../../store/lookout';
import { pickConnection } from '../pickConnection';

/** New Backup XML: a document of a connected machine's disks, not saved yet, with targets in a folder of choice. */
export async function newBackupCommand(
  store: JobStore,
  lookout: Lookout,
  row: ConnectionNode | undefined,
): Promise<void> {
  const title = vscode.l10n.t('New Backup XML');
  const node = row ?? (await pickConnection(store, title, vscode.l10n.t('Machine to back up')));
  if (node === undefined) return;
  const machine = await connectedMachine(node, lookout);
  if (machine === undefined) return;
  if (!machine.drives.some(({ access }) => access === 'writable')) {
    const message = vscode.l10n.t(
      'The machine {0} has no disk that could be backed up.',
      node.connection.name,
    );
    return void showMessage('error', message);
  }
  const folder = await askFolder(title, node);
  if (folder === undefined) return;
  const { name } = node.connection;
  const { text, unnamed } = backupText({
    machine: machine.name ?? name,
    drives: machine.drives,
    folder,
    stamp: stampOf(new Date()),
  });
  const document = await vscode.workspace.openTextDocument({ language: 'domainbackup', content: text });
  await vscode.window.showTextDocument(document);
  if (unnamed.length > 0) {
    const message = vscode.l10n.t(
      'These disks have neither a target name nor a file, and are left out: {0}.',
      unnamed.join(', '),
    );
    void showMessage('warning', message);
  }
}

/** The machine as it is now; says why where it does not answer. */
async function connectedMachine(node: ConnectionNode, lookout: Lookout): Promise<MachineSummary | undefined> {
  await lookout.refreshOne(node);
  const { state } = node;
  if (state.kind === 'connected') return state.machine;
  if (state.kind !== 'unseen') void showMessage('error', state.message);
  return undefined;
}

/** The files of a machine behind a port are those of another host, whose folders cannot be shown. */
async function askFolder(title: string, { connection }: ConnectionNode): Promise<string | undefined> {
  if (localityOf(connection.socket) === 'local') {
    return openFolder(title, vscode.l10n.t('Put the Targets Here'));
  }
  return enter({
    title,
    prompt: vscode.l10n.t('The folder for the targets, on the host that QEMU runs on'),
    placeHolder: '/backup',
    validate: (text) =>
      text.startsWith('/')
        ? undefined
        : { severity: 'error', message: vscode.l10n.t('Enter the whole path, from / on.') },
  });
}
