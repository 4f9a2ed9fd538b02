import * as vscode from 'vscode';
import { showMessage } from '../reporting/messages';
import { configuredConnections } from './editConnections';
import { readConnections, type Connection, type SettingProblem } from './connectionSetting';

const section = 'domainbackup.connections';

function sentence(problem: SettingProblem): string {
  switch (problem.code) {
    case 'no-list':
      return vscode.l10n.t('The setting {0} must be a list.', section);
    case 'bad-entry':
      return vscode.l10n.t('Entry {0} of {1} needs a name and a socket, both text.', problem.entry, section);
    case 'name-taken':
      return vscode.l10n.t(
        'Two entries of {0} are named "{1}"; the second is left out.',
        section,
        problem.name,
      );
  }
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
    const { connections, problems } = readConnections(configuredConnections());
    const sentences = problems.map(sentence);
    for (const problem of sentences) log.warn(problem);
    if (sentences.length > 0) void warn(sentences.join(' '));
    use(connections);
  };
  read();
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(section)) read();
  });
}

async function warn(problem: string): Promise<void> {
  const openSettings = vscode.l10n.t('Open Settings');
  const choice = await showMessage('warning', problem, openSettings);
  if (choice === openSettings) await vscode.commands.executeCommand('domainbackup.openSettings');
}
