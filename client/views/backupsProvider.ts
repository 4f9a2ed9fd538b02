import * as vscode from 'vscode';
import type { JobStore, StoreChange, StoreNode } from '../store/jobStore';
import { ConnectionItem } from './rows/connectionItem';
import { DiskItem } from './rows/diskItem';
import { RunItem } from './rows/runItem';

/** Milliseconds between two redraws: rows that change more often cannot be read, nor selected calmly. */
const redrawInterval = 500;

/** The tree: connection, its backups, their disks. Draws the store and holds nothing of its own. */
export class BackupsProvider implements vscode.TreeDataProvider<StoreNode> {
  readonly #changes = new vscode.EventEmitter<StoreNode[] | undefined>();
  readonly onDidChangeTreeData = this.#changes.event;
  readonly #changed = new Set<StoreChange>();
  readonly #subscription: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly store: JobStore) {
    this.#subscription = vscode.Disposable.from(
      store.onChange((change) => this.#redrawSoon(change)),
      // Nothing is shown before the workspace is trusted.
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#redrawSoon('all')),
    );
  }

  getTreeItem(node: StoreNode): vscode.TreeItem {
    switch (node.kind) {
      case 'connection':
        return new ConnectionItem(node);
      case 'run':
        return new RunItem(node);
      case 'disk':
        return new DiskItem(node);
    }
  }

  getChildren(node?: StoreNode): StoreNode[] {
    if (node === undefined) return vscode.workspace.isTrusted ? [...this.store.connections] : [];
    switch (node.kind) {
      case 'connection':
        return node.runs;
      case 'run':
        return node.disks;
      case 'disk':
        return [];
    }
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
  #redrawSoon(change: StoreChange): void {
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
    const runs = changes.filter((change) => change !== 'all' && change.kind === 'run');
    this.#changes.fire(runs.length === changes.length ? runs : undefined);
  }
}
