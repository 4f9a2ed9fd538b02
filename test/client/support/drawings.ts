import * as vscode from 'vscode';
import type { DomainBackupApi } from '../../../client/extension';

type Tree = DomainBackupApi['tree'];
type Kind = Parameters<Tree['getTreeItem']>[0]['kind'];

/** What VS Code is told of changes of the tree, and what it then asks for, from the making of this on. */
export class Drawings {
  /** Of each change, the kinds of the rows that are to be drawn again. */
  readonly changes: (readonly Kind[] | 'all')[] = [];
  /** The rows that VS Code drew, and those whose children it read, by their kinds. */
  readonly drawn: Kind[] = [];
  readonly opened: (Kind | 'root')[] = [];
  readonly #parts: vscode.Disposable;

  /** @param tree the extension's own, which nobody else may read meanwhile: `readTree` would be counted, too */
  constructor(tree: Tree) {
    const getTreeItem = tree.getTreeItem.bind(tree);
    const getChildren = tree.getChildren.bind(tree);
    tree.getTreeItem = (node) => {
      this.drawn.push(node.kind);
      return getTreeItem(node);
    };
    tree.getChildren = (node) => {
      this.opened.push(node?.kind ?? 'root');
      return getChildren(node);
    };
    this.#parts = vscode.Disposable.from(
      tree.onDidChangeTreeData((nodes) => this.changes.push(nodes?.map(({ kind }) => kind) ?? 'all')),
      { dispose: () => Object.assign(tree, { getTreeItem, getChildren }) },
    );
  }

  dispose(): void {
    this.#parts.dispose();
  }
}
