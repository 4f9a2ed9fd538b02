import * as vscode from 'vscode';
import type { Found } from '../../store/verdicts';
import { momentText } from './quantities';

/** What is wrong with a backup as far as anybody has looked; undefined where that is nothing. */
export function faultText(found: Found | undefined): string | undefined {
  switch (found?.kind) {
    case 'damaged':
      return vscode.l10n.t('damaged');
    case 'builds-on-damaged':
      return vscode.l10n.t('builds on a damaged backup');
    case 'sound':
    case undefined:
      return undefined;
  }
}

/** What was found, and when, in a sentence; undefined where nobody has looked. */
export function foundLine(found: Found | undefined): string | undefined {
  switch (found?.kind) {
    case 'damaged':
      return vscode.l10n.t('Found to be damaged at {0}: {1}', momentText(found.at), found.message);
    case 'builds-on-damaged':
      return vscode.l10n.t(
        'A backup that it builds on was found to be damaged at {0}: {1}',
        momentText(found.at),
        found.message,
      );
    case 'sound':
      return vscode.l10n.t('Verified at {0}, and sound', momentText(found.at));
    case undefined:
      return undefined;
  }
}
