import * as vscode from 'vscode';

/** The setting that names more folders of past backups. */
export const FOLDERS_SETTING = 'domainbackup.history.folders';

/** The folders of the user's own settings: opening a workspace decides about none. */
export function configuredFolders(): string[] {
  const value: unknown = vscode.workspace.getConfiguration().inspect(FOLDERS_SETTING)?.globalValue;
  return Array.isArray(value) ? value.filter((folder) => typeof folder === 'string') : [];
}
