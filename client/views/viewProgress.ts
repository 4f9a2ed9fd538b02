import * as vscode from 'vscode';
import type { WorkStore } from '../store/work';

/**
 * Shows the view's own progress bar for as long as a past backup is verified or restored. Not for a backup that runs:
 * the bar takes the place of the badge that counts them, and their rows and the status bar tell more.
 */
export function showProgress(works: WorkStore): vscode.Disposable {
  let stop: (() => void) | undefined;
  const subscription = works.onChange(() => {
    if (works.underWay === 0) {
      stop?.();
      stop = undefined;
    } else if (stop === undefined) {
      const ended = new Promise<void>((resolve) => (stop = resolve));
      void vscode.window.withProgress({ location: { viewId: 'domainbackup.backups' } }, () => ended);
    }
  });
  return {
    dispose: () => {
      subscription.dispose();
      stop?.();
    },
  };
}
