import * as vscode from 'vscode';

const category = 'domainbackup.domainbackup#start';

/** Get Started: opens the walkthrough, at one of its steps where one is named. */
export async function walkthroughCommand(step: unknown): Promise<void> {
  const where = typeof step === 'string' ? { category, step: `${category}#${step}` } : category;
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', where, false);
}
