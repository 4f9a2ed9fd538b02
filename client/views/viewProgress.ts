import * as vscode from 'vscode';
import type { JobStore } from '../store/jobStore';

/** Shows the view's own progress bar for as long as a backup runs. */
export function showProgress(store: JobStore): vscode.Disposable {
  let stop: (() => void) | undefined;
  const update = (): void => {
    if (store.going.length === 0) {
      stop?.();
      stop = undefined;
    } else if (stop === undefined) {
      const ended = new Promise<void>((resolve) => (stop = resolve));
      void vscode.window.withProgress({ location: { viewId: 'domainbackup.backups' } }, () => ended);
    }
  };
  const subscription = store.onChange(update);
  return {
    dispose: () => {
      subscription.dispose();
      stop?.();
    },
  };
}
