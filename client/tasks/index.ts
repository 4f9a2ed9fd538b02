import path from 'node:path';
import * as vscode from 'vscode';
import type { StartParts } from '../commands/runParts';
import { checkTask } from './checkTask';
import { startTask } from './startTask';
import { readTask, type BackupTask } from './taskDefinition';
import { TaskTerminal } from './taskTerminal';

const type = 'domainbackup';

/** Registers the task type `domainbackup`: a document is checked, or backed up, as a task. */
export function registerTasks(parts: StartParts): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(type, {
    provideTasks: () => [checkAll(parts)],
    resolveTask: ({ definition, scope, name }) => {
      const task = readTask(definition);
      return task && backupTask(parts, definition, task, scope, name);
    },
  });
}

/** The task that is there without a `tasks.json`. */
function checkAll(parts: StartParts): vscode.Task {
  const task: BackupTask = { command: 'check', file: '**/*.domainbackup.xml' };
  const name = vscode.l10n.t('check all backup documents');
  return backupTask(parts, { type, ...task }, task, vscode.TaskScope.Workspace, name);
}

function backupTask(
  parts: StartParts,
  definition: vscode.TaskDefinition,
  task: BackupTask,
  scope: vscode.Task['scope'],
  name: string,
): vscode.Task {
  const folder = scope !== undefined && typeof scope === 'object' ? scope : undefined;
  const execution = new vscode.CustomExecution(
    async (resolved) =>
      new TaskTerminal(async (output) => {
        // With its variables, such as ${file}, filled in.
        const { file } = readTask(resolved) ?? task;
        if (task.command === 'check') return checkTask(await findFiles(file, folder), output);
        return startTask(parts, fileUri(file, folder), task, output);
      }),
  );
  const made = new vscode.Task(
    definition,
    scope ?? vscode.TaskScope.Workspace,
    name,
    'Domain Backup',
    execution,
    `$${type}`,
  );
  if (task.command === 'check') made.group = vscode.TaskGroup.Test;
  return made;
}

async function findFiles(file: string, folder: vscode.WorkspaceFolder | undefined): Promise<vscode.Uri[]> {
  if (!/[*?{]/.test(file)) return [fileUri(file, folder)];
  const pattern = folder === undefined ? file : new vscode.RelativePattern(folder, file);
  const found = await vscode.workspace.findFiles(pattern);
  return found.toSorted((a, b) => (a.fsPath < b.fsPath ? -1 : 1));
}

function fileUri(file: string, folder: vscode.WorkspaceFolder | undefined): vscode.Uri {
  const root = (folder ?? vscode.workspace.workspaceFolders?.[0])?.uri.fsPath ?? '/';
  return vscode.Uri.file(path.resolve(root, file));
}
