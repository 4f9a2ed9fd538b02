import * as vscode from 'vscode';
import { checkDocument, parseDocument, TextLines, translated, type Severity } from '../../engine';
import type { TaskOutput, TaskStatus } from './taskTerminal';

/** As the command line writes it, and the problem matcher reads it. */
const words: Record<Severity, string> = { error: 'error', warning: 'warning', information: 'info' };

/** Checks documents, and writes each problem as `FILE:LINE:COLUMN: SEVERITY: MESSAGE`. */
export async function checkTask(files: readonly vscode.Uri[], { say }: TaskOutput): Promise<TaskStatus> {
  if (files.length === 0) {
    say(vscode.l10n.t('There is no such file.'));
    return 2;
  }
  let status: TaskStatus = 0;
  for (const file of files) {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    const lines = new TextLines(text);
    for (const problem of checkDocument(parseDocument(text))) {
      const { range, severity } = problem;
      const { line, column } = lines.positionAt(range.start);
      const message = translated(problem, vscode.l10n.t);
      say(`${file.fsPath}:${line}:${column}: ${words[severity]}: ${message}`);
      if (severity === 'error') status = 1;
    }
  }
  if (status === 0) say(vscode.l10n.t('No errors.'));
  return status;
}
