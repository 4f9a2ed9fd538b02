import * as vscode from 'vscode';
import type { PastRun } from '../../history/pastRun';

type Away = NonNullable<PastRun['away']>;

/** That the folder of a past backup is not at hand, in a few words for its row. */
export function awayWords({ state }: Away): string {
  switch (state) {
    case 'missing':
      return vscode.l10n.t('folder is not there');
    case 'empty':
      return vscode.l10n.t('folder is empty');
    case 'unreadable':
      return vscode.l10n.t('folder cannot be looked into');
  }
}

/** Which folder that is, and what to do, in a sentence. */
export function awayText({ folder, state }: Away): string {
  switch (state) {
    case 'missing':
      return vscode.l10n.t(
        'The folder {0} is not there: mount what it is on. Until then the backup cannot be verified or restored.',
        folder,
      );
    case 'empty':
      return vscode.l10n.t(
        'The folder {0} is empty: if it is a mount point, mount what belongs there. Until then the backup cannot be verified or restored.',
        folder,
      );
    case 'unreadable':
      return vscode.l10n.t(
        'The folder {0} cannot be looked into. Until then the backup cannot be verified or restored.',
        folder,
      );
  }
}
