import * as vscode from 'vscode';
import type { RunLogs } from '../logs/runLogs';
import type { JobStore } from '../store/jobStore';
import { detailsText, pastDetailsText } from './detailsText';
import type { Reports } from './reports';
import { RunPages } from './runPages';

/** Registers the read-only documents about runs. */
export function registerRunPages(store: JobStore, logs: RunLogs, reports: Reports): vscode.Disposable {
  return new RunPages({
    read: (run, page) => {
      const node = store.findRun(run);
      const past = store.history.find(run);
      switch (page) {
        case 'log':
          return logs.read(run);
        case 'details':
          if (node !== undefined) return detailsText(node);
          return past === undefined ? undefined : pastDetailsText(past);
        case 'document':
          return node?.facts?.document ?? past?.past.document;
        case 'report':
          return reports.get(run);
      }
    },
    onChange: (listener) =>
      vscode.Disposable.from(
        logs.onChange(listener),
        reports.onChange(listener),
        store.onChange((change) => {
          if (change === 'all') return;
          const runs = change.kind === 'run' ? [change] : change.runs;
          for (const { snapshot } of runs) listener(snapshot.run);
        }),
      ),
  });
}

export { showRunPage } from './runPages';
