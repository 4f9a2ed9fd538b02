import * as vscode from 'vscode';

/** Shows what a kind of problem means and how to mend it: the link behind each problem's code. */
export async function explainProblemCommand(extension: vscode.Uri, code: unknown): Promise<void> {
  const page = vscode.Uri.joinPath(extension, 'docs', 'problems.md');
  // Only the form of a code gets into the address.
  const fragment = typeof code === 'string' && /^[a-z-]+$/.test(code) ? code : '';
  await vscode.commands.executeCommand('markdown.showPreview', page.with({ fragment }));
}
