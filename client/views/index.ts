import * as vscode from 'vscode';
import type { PastBackups } from '../history';
import { audienceOf } from '../store/audience';
import { GatheredChanges } from '../store/gatheredChanges';
import type { JobStore } from '../store/jobStore';
import type { StoreNode } from '../store/nodes';
import type { Lookout } from '../store/lookout';
import type { WorkStore } from '../store/work';
import { BackupsProvider } from './backupsProvider';
import { openMachines } from './openMachines';
import { publishAbilities } from './abilityKeys';
import { showRow } from './showRow';
import { BackupStatus } from './statusBar';
import { showProgress } from './viewProgress';

/** The view's parts that others need. */
export interface BackupsView extends vscode.Disposable {
  provider: BackupsProvider;
  /** Shows a row; the view alone where that is no more. */
  show: (row: StoreNode) => Promise<void>;
}

/** Registers the view with its badge and progress bar, the status bar item, and the context keys of menus. */
export function registerViews(
  store: JobStore,
  works: WorkStore,
  lookout: Lookout,
  past: Pick<PastBackups, 'setAudience'>,
): BackupsView {
  const changes = new GatheredChanges(store, works);
  const provider = new BackupsProvider(store, works, changes);
  const view = vscode.window.createTreeView<StoreNode>('domainbackup.backups', {
    treeDataProvider: provider,
  });

  const watch = (): void => {
    const audience = audienceOf({
      view: view.visible ? 'shown' : 'hidden',
      // Not whether it is active: who watches a backup may touch nothing for a long time.
      window: vscode.window.state.focused ? 'focused' : 'background',
      workspace: vscode.workspace.isTrusted ? 'trusted' : 'untrusted',
    });
    void lookout.setAudience(audience);
    past.setAudience(audience);
  };
  const count = (): void => {
    const { length } = store.going;
    if (length === (view.badge?.value ?? 0)) return;
    const tooltip =
      length === 1 ? vscode.l10n.t('1 backup is running') : vscode.l10n.t('{0} backups are running', length);
    view.badge = length === 0 ? undefined : { value: length, tooltip };
  };
  watch();
  const owned = vscode.Disposable.from(
    view,
    provider,
    changes,
    new BackupStatus(store, changes),
    openMachines(view, provider, store, changes, vscode.workspace),
    publishAbilities(store, works, changes),
    showProgress(works),
    view.onDidChangeVisibility(watch),
    vscode.window.onDidChangeWindowState(watch),
    vscode.workspace.onDidGrantWorkspaceTrust(watch),
    changes.onChange(count),
  );
  return {
    provider,
    show: (row) => showRow(view, row),
    dispose: () => void owned.dispose(),
  };
}
