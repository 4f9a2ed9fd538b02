import * as vscode from 'vscode';
import type { GatheredChanges } from '../store/gatheredChanges';
import type { ConnectionNode, JobStore, StoreNode } from '../store/jobStore';
import { childrenOf } from '../store/tree';

/**
 * Opens the row of a machine that gets its first backup, or the first other thing below it: VS Code keeps a row closed
 * that had nothing when it was first shown.
 */
export function openMachines(
  view: vscode.TreeView<StoreNode>,
  store: JobStore,
  changes: GatheredChanges,
): vscode.Disposable {
  const bare = new WeakSet<ConnectionNode>();
  const look = (): void => {
    // To reveal a row would show a hidden view; what changes meanwhile is seen when it is shown again.
    if (!view.visible || !vscode.workspace.isTrusted) return;
    for (const node of store.connections) {
      if (childrenOf(node, store).length === 0) bare.add(node);
      else if (bare.delete(node)) void open(view, node);
    }
  };
  return vscode.Disposable.from(changes.onChange(look), view.onDidChangeVisibility(look));
}

async function open(view: vscode.TreeView<StoreNode>, node: ConnectionNode): Promise<void> {
  try {
    await view.reveal(node, { select: false, focus: false, expand: true });
  } catch {
    // The machine was taken out of the settings meanwhile.
  }
}
