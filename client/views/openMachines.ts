import { setTimeout as delay } from 'node:timers/promises';
import type * as vscode from 'vscode';
import type { GatheredChanges } from '../store/gatheredChanges';
import type { JobStore } from '../store/jobStore';
import type { ConnectionNode, StoreNode } from '../store/nodes';
import { childrenOf } from '../store/tree';
import type { Trust } from '../whenTrusted';
import type { BackupsProvider } from './backupsProvider';

/** Milliseconds until a row is opened again that VS Code has not opened. */
const pause = 200;
/** After this many times it is left closed until something changes. */
const tries = 25;

/** What is used of VS Code's view. */
export type OpenableView = Pick<vscode.TreeView<StoreNode>, 'visible' | 'onDidChangeVisibility' | 'reveal'>;

/**
 * Opens the row of a machine that gets its first backup, or the first other thing below it: VS Code keeps a row closed
 * that had nothing when it was first shown. While it draws the view for the first time, as in a window that was just
 * reloaded, it passes over that, and tells nobody; so only that the rows below are read counts.
 */
export function openMachines(
  view: OpenableView,
  { onDidRead }: Pick<BackupsProvider, 'onDidRead'>,
  store: JobStore,
  changes: Pick<GatheredChanges, 'onChange'>,
  workspace: Pick<Trust, 'isTrusted'>,
): vscode.Disposable {
  /** The rows that VS Code may have closed. */
  const closed = new WeakSet<ConnectionNode>();
  const underWay = new WeakSet<ConnectionNode>();
  let life: 'on' | 'ended' = 'on';

  const isBare = (node: ConnectionNode): boolean => childrenOf(node, store).length === 0;
  // To reveal a row would show a hidden view; what changes meanwhile is seen when it is shown again.
  const isToOpen = (node: ConnectionNode): boolean =>
    view.visible && workspace.isTrusted && life === 'on' && closed.has(node) && !isBare(node);
  const open = async (node: ConnectionNode): Promise<void> => {
    if (underWay.has(node)) return;
    underWay.add(node);
    for (let done = 0; done < tries && isToOpen(node); done += 1) {
      // It fails for a machine that was taken out of the settings meanwhile, or that VS Code does not know yet.
      await view.reveal(node, { select: false, focus: false, expand: true }).then(undefined, () => undefined);
      if (isToOpen(node)) await delay(pause);
    }
    underWay.delete(node);
  };
  const look = (): void => {
    for (const node of store.connections) {
      if (isBare(node)) closed.add(node);
      else if (isToOpen(node)) void open(node);
    }
  };
  const subscriptions = [
    changes.onChange(look),
    view.onDidChangeVisibility(look),
    onDidRead((node) => {
      if (node.kind === 'connection' && !isBare(node)) closed.delete(node);
    }),
  ];
  return {
    dispose: () => {
      life = 'ended';
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}
