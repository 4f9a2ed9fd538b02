import * as vscode from 'vscode';
import { firstLines } from './firstLines';

/** What a dialog has room for of many lines; it says how many more there are, and the log what they are. */
export function dialogLines(log: vscode.LogOutputChannel, lines: readonly string[]): string[] {
  return firstLines(
    lines,
    (count) => vscode.l10n.t('and {0} more, which the log names', count),
    (line) => log.info(`  ${line}`),
  );
}
