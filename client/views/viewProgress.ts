import * as vscode from 'vscode';
import type { JobStore } from '../store/jobStore';
import type { WorkStore } from '../store/work';

/** Shows the view's own progress bar for as long as a backup runs, is verified, or restored. */
export function showProgress(store: JobStore, works: WorkStore): vscode.Disposable {
  let stop: (() => void) | undefined;
  const update = (): void => {
    if (store.going.length + works.underWay === 0) {
      stop?.();
      stop = undefined;
    } else if (stop === undefined) {
      const ended = new Promise<void>((resolve) => (stop = resolve));
      void vscode.window.withProgress({ location: { viewId: 'domainbackup.backups' } }, () => ended);
    }
  };
  const subscription = vscode.Disposable.from(store.onChange(update), works.onChange(update));
  return {
    dispose: () => {
      subscription.dispose();
      stop?.();
    },
  };
}
