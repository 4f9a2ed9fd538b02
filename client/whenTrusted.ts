import type * as vscode from 'vscode';

/** What VS Code's workspace says of its trust. */
export type Trust = Pick<typeof vscode.workspace, 'isTrusted' | 'onDidGrantWorkspaceTrust'>;

/**
 * Does something once the workspace is trusted: at once, or when trust is granted, which may be hours later.
 * @returns gives it up
 */
export function whenTrusted(workspace: Trust, work: () => void): vscode.Disposable {
  if (!workspace.isTrusted) return workspace.onDidGrantWorkspaceTrust(work);
  work();
  return { dispose: () => undefined };
}
