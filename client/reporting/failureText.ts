import * as vscode from 'vscode';
import type { DiskResult } from '../../engine';

/**
 * QEMU hands on what the system says of a full file system, and no code beside it. That is English unless QEMU shows a
 * GTK window in another language: then the reason is told in its words, as any other.
 */
const FULL = 'No space left on device';

/** Why the backup of a disk failed: what could not be read or written, and what to do about it where that is known. */
export function failureText({ disk, target, side, error = '' }: DiskResult): string {
  if (side !== 'source' && error.includes(FULL))
    return vscode.l10n.t(
      '{disk}: there is no room left for {target}. Free some space there, then start the backup again.',
      { disk, target },
    );
  switch (side) {
    case 'source':
      if (error === '')
        return vscode.l10n.t('{disk} could not be read. Look at its storage, then start the backup again.', {
          disk,
        });
      return vscode.l10n.t(
        '{disk} could not be read ({error}). Look at its storage, then start the backup again.',
        { disk, error },
      );
    case 'target':
      if (error === '')
        return vscode.l10n.t(
          '{disk}: {target} could not be written. Look at its storage, then start the backup again.',
          { disk, target },
        );
      return vscode.l10n.t(
        '{disk}: {target} could not be written ({error}). Look at its storage, then start the backup again.',
        { disk, target, error },
      );
    case undefined:
      return error === '' || error.includes(target)
        ? `${disk}: ${error === '' ? target : error}`
        : `${disk} → ${target}: ${error}`;
  }
}
