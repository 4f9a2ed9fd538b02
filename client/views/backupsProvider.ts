import * as vscode from 'vscode';
import type { PastRunNode } from '../store/historyNodes';
import type { JobStore, StoreChange, StoreNode } from '../store/jobStore';
import { childrenOf, rootsOf } from '../store/tree';
import type { WorkStore } from '../store/work';
import { CheckpointItem, CheckpointsItem } from './rows/checkpointItem';
import { ConnectionItem } from './rows/connectionItem';
import { DiskItem } from './rows/diskItem';
import { HistoryItem } from './rows/historyItem';
import { PastDiskItem } from './rows/pastDiskItem';
import { PastRunItem } from './rows/pastRunItem';
import { RunItem } from './rows/runItem';

/** Milliseconds between two redraws: rows that change more often cannot be read, nor selected calmly. */
const redrawInterval = 500;

/** The tree: connections, their backups and disks, their checkpoints, their past. Draws the store and holds nothing of its own. */
export class BackupsProvider implements vscode.TreeDataProvider<StoreNode> {
  readonly #changes = new vscode.EventEmitter<StoreNode[] | undefined>();
  readonly onDidChangeTreeData = this.#changes.event;
  readonly #changed = new Set<StoreChange | PastRunNode>();
  readonly #subscription: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: JobStore,
    private readonly works: WorkStore,
  ) {
    this.#subscription = vscode.Disposable.from(
      works.onChange((run) => {
        const row = store.history.find(run);
        if (row !== undefined) this.#redrawSoon(row);
      }),
      store.onChange((change) => this.#redrawSoon(change)),
      // Nothing is shown before the workspace is trusted.
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#redrawSoon('all')),
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
    return node === undefined ? rootsOf(this.store) : childrenOf(node, this.store);
  }

  /** Needed to reveal a row. */
  getParent(node: StoreNode): StoreNode | undefined {
    return node.kind === 'connection' ? undefined : node.parent;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#subscription.dispose();
    this.#changes.dispose();
  }

  /** The first change shows at once, those that follow are gathered. */
  #redrawSoon(change: StoreChange | PastRunNode): void {
    this.#changed.add(change);
    if (this.#timer === undefined) this.#redraw();
  }

  #redraw(): void {
    this.#timer = undefined;
    if (this.#changed.size === 0) return;
    const changes = [...this.#changed];
    this.#changed.clear();
    this.#timer = setTimeout(() => this.#redraw(), redrawInterval);
    // VS Code passes over a row that it is just reading for the first time, as a connection's is when the view is
    // opened and the first look fails at once. Connections change seldom, so they are all drawn again.
    const runs = changes.filter((change) => change !== 'all' && change.kind !== 'connection');
    this.#changes.fire(runs.length === changes.length ? runs : undefined);
  }
}
