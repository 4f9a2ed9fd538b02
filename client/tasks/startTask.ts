import * as vscode from 'vscode';
import {
  formatPercent,
  QmpAddressError,
  QmpConnectError,
  QmpError,
  RunError,
  type DiskProgress,
  type Outcome,
  type RunResult,
  type RunSnapshot,
} from '../../engine';
import { readDocument } from '../commands/preconditions';
import { pickConnection } from '../commands/pickConnection';
import type { RunParts, StartParts } from '../commands/runParts';
import { startOn } from '../commands/startBackup';
import type { ConnectionNode } from '../store/nodes';
import { bytesText } from '../views/words/quantities';
import { stateText } from '../views/words/stateText';
import type { BackupTask } from './taskDefinition';
import type { TaskOutput, TaskStatus } from './taskTerminal';

const statuses: Record<Outcome, TaskStatus> = { completed: 0, failed: 3, cancelled: 4, unknown: 5 };

/** As the command line ends where no backup came about. */
function statusOfRefusal(error: unknown): TaskStatus {
  if (error instanceof QmpConnectError || error instanceof QmpAddressError) return 2;
  if (error instanceof QmpError) return 5;
  return error instanceof RunError ? statuses.failed : 1;
}

/**
 * Starts a backup as the command does: in a trusted workspace, on a connection of the user's settings, after the same
 * question. Writes a line for a disk when its state changes, and at each tenth of it.
 */
export async function startTask(
  parts: StartParts,
  file: vscode.Uri,
  { connection }: BackupTask,
  output: TaskOutput,
): Promise<TaskStatus> {
  // What stands against it is said in the terminal: the task does not wait for a notification to be read.
  if (!vscode.workspace.isTrusted) {
    output.say(vscode.l10n.t('This needs a trusted workspace.'));
    return 1;
  }
  const read = await readDocument(await vscode.workspace.openTextDocument(file), parts.clients.signal);
  if (read === 'cancelled') {
    output.say(vscode.l10n.t('Nothing was started.'));
    return 1;
  }
  if ('error' in read) {
    output.say(read.error);
    output.say(vscode.l10n.t('The document has errors; nothing was started.'));
    return 1;
  }
  const node = await findConnection(parts, connection, output);
  if (node === undefined) return 2;
  return new Promise((resolve, reject) => {
    const starting = startOn(parts, node, read, {
      observer: {
        started: (run) => {
          const say = progressLines(output);
          run.onChange(say);
          say(run.snapshot());
          output.onInterrupt(() => {
            // A row that is no more has nothing to be cancelled; without one the command would offer the others.
            const row = parts.store.findRun(run.id);
            if (row !== undefined) void vscode.commands.executeCommand('domainbackup.cancel', row);
          });
        },
        ended: (result) => {
          for (const line of resultLines(result)) output.say(line);
          // A notification of the outcome may stand for hours after this.
          resolve(statuses[result.outcome]);
        },
        refused: (reasons, error) => {
          for (const reason of reasons) output.say(reason);
          output.say(vscode.l10n.t('Nothing was started.'));
          resolve(statusOfRefusal(error));
        },
      },
    });
    // The window closes where neither was told.
    starting.then(() => resolve(5), reject);
  });
}

async function findConnection(
  { store }: RunParts,
  wanted: string | undefined,
  { say }: TaskOutput,
): Promise<ConnectionNode | undefined> {
  const configured = store.connections.filter(({ listing }) => listing === 'configured');
  if (wanted === undefined) {
    if (configured.length === 0) {
      say(vscode.l10n.t('There is no connection in your settings; add one in the view Domain Backup.'));
      return undefined;
    }
    return pickConnection(store, vscode.l10n.t('Start Backup'), vscode.l10n.t('Machine to back up'));
  }
  const found = configured.find(({ connection }) => connection.name === wanted);
  if (found === undefined) {
    const names = configured.map(({ connection }) => connection.name).join(', ');
    say(
      names === ''
        ? vscode.l10n.t(
            'There is no connection "{0}" in your settings, nor any other; add one in the view Domain Backup.',
            wanted,
          )
        : vscode.l10n.t('There is no connection "{0}" in your settings. There are: {1}', wanted, names),
    );
  }
  return found;
}

function progressLines({ say }: TaskOutput): (snapshot: RunSnapshot) => void {
  const last = new Map<string, string>();
  const tenth = ({ current, total }: DiskProgress): number =>
    total === 0 ? 0 : Math.floor((current / total) * 10);
  return ({ disks }) => {
    for (const disk of disks) {
      const mark = `${disk.state} ${tenth(disk)}`;
      if (last.get(disk.disk) === mark) continue;
      last.set(disk.disk, mark);
      say(`${disk.disk}: ${stateText(disk.state)}, ${formatPercent(disk)} (${bytesText(disk)})`);
    }
  };
}

function resultLines({ disks }: RunResult): string[] {
  return disks.map(
    ({ disk, target, outcome, error }) =>
      `${disk} → ${target}: ${stateText(outcome)}${error === undefined ? '' : ` (${error})`}`,
  );
}
