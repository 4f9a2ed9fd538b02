import * as vscode from 'vscode';
import { checkDocument, parseDocument, TextLines } from '../../engine';
import type { HistoryReader } from '../history/historyReader';
import { plainText } from '../reporting/plainText';
import type { JobStore } from '../store/jobStore';
import { backupLines } from './backupLines';

/**
 * Registers what language models may ask. Both only read: what a model asks starts, changes and reveals nothing that
 * the view does not show.
 */
export function registerTools(store: JobStore, history: HistoryReader): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.lm.registerTool('domainbackup_listBackups', {
      invoke: async () => {
        if (!vscode.workspace.isTrusted)
          return answer(['The workspace is in Restricted Mode: no machine is looked at.']);
        await history.readOnce();
        return answer(backupLines(store));
      },
    }),
    vscode.lm.registerTool<{ xml?: unknown }>('domainbackup_checkDocument', {
      invoke: ({ input: { xml } }) =>
        answer(typeof xml === 'string' ? problemLines(xml) : ['Give the text of the document as "xml".']),
    }),
  );
}

function answer(lines: readonly string[]): vscode.LanguageModelToolResult {
  const text = lines.map(plainText).join('\n');
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
}

function problemLines(xml: string): string[] {
  const lines = new TextLines(xml);
  const problems = checkDocument(parseDocument(xml));
  if (problems.length === 0) return ['The document has no problems.'];
  return problems.map(({ range, severity, code, message }) => {
    const { line, column } = lines.positionAt(range.start);
    return `line ${line}, column ${column}: ${severity}: ${message} (${code})`;
  });
}
