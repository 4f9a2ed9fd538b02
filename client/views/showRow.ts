import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { StoreNode } from '../store/nodes';

/** Milliseconds until a row is shown again that VS Code has passed over. */
const pause = 200;
/** After this many times the view is left as it is: on a busy host, VS Code may draw for seconds. */
const tries = 30;

/**
 * Shows a row, chosen; the view alone where the row is no more. Of a view that was hidden, VS Code passes over a row while
 * it draws what has come meanwhile, and tells nobody.
 */
export async function showRow(view: vscode.TreeView<StoreNode>, row: StoreNode): Promise<void> {
  await vscode.commands.executeCommand('domainbackup.backups.focus');
  const [before] = view.selection;
  // Whoever has chosen another row meanwhile is not pulled back.
  const isElsewhere = () => view.selection.length > 0 && view.selection[0] !== before;
  for (let done = 0; done < tries && !view.selection.includes(row) && !isElsewhere(); done += 1) {
    await view.reveal(row, { select: true, focus: true, expand: true }).then(undefined, () => undefined);
    if (!view.selection.includes(row)) await delay(pause);
  }
}
