import * as vscode from 'vscode';
import type { RunLogs } from '../logs/runLogs';
import type { JobStore } from '../store/jobStore';
import { detailsText } from './detailsText';
import { RunPages } from './runPages';

/** Registers the read-only documents about runs. */
export function registerRunPages(store: JobStore, logs: RunLogs): vscode.Disposable {
  return new RunPages({
    read: (run, page) => {
      const node = store.findRun(run);
      switch (page) {
        case 'log':
          return logs.read(run);
        case 'details':
          return node === undefined ? undefined : detailsText(node);
        case 'document':
          return node?.facts?.document;
      }
    },
    onChange: (listener) =>
      vscode.Disposable.from(
        logs.onChange(listener),
        store.onChange((change) => {
          if (change === 'all') return;
          const runs = change.kind === 'run' ? [change] : change.runs;
          for (const { snapshot } of runs) listener(snapshot.run);
        }),
      ),
  });
}

export { showRunPage } from './runPages';
