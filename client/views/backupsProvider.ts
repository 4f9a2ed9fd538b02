import * as vscode from 'vscode';
import type { DrawnChange, GatheredChanges } from '../store/gatheredChanges';
import type { JobStore } from '../store/jobStore';
import type { StoreNode } from '../store/nodes';
import { childrenOf, rootsOf } from '../store/tree';
import type { WorkStore } from '../store/work';
import { CheckpointItem, CheckpointsItem } from './rows/checkpointItem';
import { ConnectionItem } from './rows/connectionItem';
import { DiskItem } from './rows/diskItem';
import { HistoryItem } from './rows/historyItem';
import { PastDiskItem } from './rows/pastDiskItem';
import { PastRunItem } from './rows/pastRunItem';
import { RunItem } from './rows/runItem';

/** The tree: connections, their backups and disks, their checkpoints, their past. Draws the store and holds nothing of its own. */
export class BackupsProvider implements vscode.TreeDataProvider<StoreNode> {
  readonly #changes = new vscode.EventEmitter<StoreNode[] | undefined>();
  readonly onDidChangeTreeData = this.#changes.event;
  readonly #reads = new vscode.EventEmitter<StoreNode>();
  /** VS Code reads the rows below one: it is open. */
  readonly onDidRead = this.#reads.event;
  readonly #subscription: vscode.Disposable;

  constructor(
    private readonly store: JobStore,
    private readonly works: WorkStore,
    changes: GatheredChanges,
  ) {
    this.#subscription = vscode.Disposable.from(
      changes.onChange((changed) => this.#redraw(changed)),
      // Nothing is shown before the workspace is trusted.
      vscode.workspace.onDidGrantWorkspaceTrust(() => changes.add('all')),
    );
  }

  getTreeItem(node: StoreNode): vscode.TreeItem {
    switch (node.kind) {
      case 'connection':
        return new ConnectionItem(node, childrenOf(node, this.store).length === 0 ? 'bare' : 'open');
      case 'run':
        return new RunItem(node);
      case 'disk':
        return new DiskItem(node);
      case 'checkpoints':
        return new CheckpointsItem(node);
      case 'checkpoint':
        return new CheckpointItem(node);
      case 'history':
        return new HistoryItem(node);
      case 'past':
        return new PastRunItem(node, this.works.of(node.past.run));
      case 'past-disk':
        return new PastDiskItem(node);
    }
  }

  getChildren(node?: StoreNode): StoreNode[] {
    if (!vscode.workspace.isTrusted) return [];
    if (node === undefined) return rootsOf(this.store);
    this.#reads.fire(node);
    return childrenOf(node, this.store);
  }

  /** Needed to reveal a row. */
  getParent(node: StoreNode): StoreNode | undefined {
    return node.kind === 'connection' ? undefined : node.parent;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changes.dispose();
    this.#reads.dispose();
  }

  #redraw(changes: readonly DrawnChange[]): void {
    // VS Code passes over a row that it is just reading for the first time, as a connection's is when the view is
    // opened and the first look fails at once. Connections change seldom, so they are all drawn again.
    const runs = changes.filter((change) => change !== 'all' && change.kind !== 'connection');
    this.#changes.fire(runs.length === changes.length ? runs : undefined);
  }
}
