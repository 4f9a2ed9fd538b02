import * as vscode from 'vscode';
import type { JobStore } from '../store/jobStore';
import type { ConnectionNode } from '../store/nodes';
import type { Lookout } from '../store/lookout';

/**
 * Why no machine at all can be worked with, for the welcome text that tells it; `no` where one can, or nothing at all is
 * shown, and `none` where there are past backups alone.
 */
type Unreachable = 'no' | 'none' | 'busy' | 'denied' | 'off' | 'failed' | 'several';

function unreachable({ connections, history }: JobStore): Unreachable {
  if (connections.length === 0 && history.of(undefined) !== undefined) return 'none';
  const kinds = new Set(
    connections.map(({ state }): Unreachable => {
      switch (state.kind) {
        case 'unseen':
        case 'connected':
          return 'no';
        case 'missing':
        case 'refused':
          return 'off';
        case 'busy':
          // Its row says what it waits for, and nothing has to be done.
          return state.holder === undefined ? 'busy' : 'no';
        case 'denied':
        case 'failed':
          return state.kind;
      }
    }),
  );
  const [only] = kinds;
  if (only === undefined || kinds.has('no')) return 'no';
  return kinds.size === 1 ? only : 'several';
}

/** Whether the last look at a machine failed. */
function isLost({ state }: ConnectionNode): boolean {
  return state.kind !== 'unseen' && state.kind !== 'connected';
}

/** Keeps the context keys by which menus and welcome texts know what there is. */
export function watchContext(store: JobStore, lookout: Pick<Lookout, 'audience'>): vscode.Disposable {
  const known = new Map<string, unknown>();
  const set = (key: string, value: unknown): void => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void vscode.commands.executeCommand('setContext', `domainbackup.${key}`, value);
  };
  const look = (): void => {
    set('hasConnections', store.connections.length > 0);
    set('unreachable', unreachable(store));
    set('reconnectable', store.connections.some(isLost));
    // The steps of the walkthrough are done when these are true, not when a command was called, which may be refused.
    set('isRunning', store.going.length > 0);
    set(
      'isWatched',
      lookout.audience === 'watching' && store.connections.some(({ runs }) => runs.length > 0),
    );
  };
  look();
  // The view is empty for good: it is there for its welcome text.
  const help = vscode.window.registerTreeDataProvider('domainbackup.help', {
    getChildren: () => [],
    getTreeItem: (item: vscode.TreeItem) => item,
  });
  return vscode.Disposable.from(help, store.onChange(look));
}
