import * as vscode from 'vscode';
import { readConnections, type Connection } from './connectionSetting';

const section = 'domainbackup.connections';

/** The configured value, of this machine and user only: opening a folder must never decide what is connected to. */
function configured(): unknown {
  return vscode.workspace.getConfiguration().inspect(section)?.globalValue;
}

/**
 * Hands over the configured connections now and whenever they change.
 * @returns ends the watch
 */
export function watchConnections(
  log: vscode.LogOutputChannel,
  use: (connections: Connection[]) => void,
): vscode.Disposable {
  const read = (): void => {
    const { connections, problems } = readConnections(configured());
    for (const problem of problems) log.warn(problem);
    const [first] = problems;
    if (first !== undefined) void warn(first);
    use(connections);
  };
  read();
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(section)) read();
  });
}

async function warn(problem: string): Promise<void> {
  const openSettings = vscode.l10n.t('Open Settings');
  const choice = await vscode.window.showWarningMessage(problem, openSettings);
  if (choice === openSettings) await vscode.commands.executeCommand('domainbackup.openSettings');
}
