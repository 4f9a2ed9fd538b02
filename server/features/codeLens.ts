import * as l10n from '@vscode/l10n';
import type { CodeLens } from 'vscode-languageserver/node';
import { isBackupDocument } from '../../engine/document';
import { toRange, type BackupDocument } from '../documents';

/**
 * "Start Backup" and "Check" above the root. They are there for a document with errors as well, so that they do not
 * come and go while somebody types; the commands check the document and say what is wrong.
 */
export function codeLenses(document: BackupDocument): CodeLens[] {
  const { root } = document.xml;
  if (root === undefined || !isBackupDocument(document.xml)) return [];
  const range = toRange(document, root.startTag.range);
  const lens = (title: string, command: string): CodeLens => ({
    range,
    command: { title, command, arguments: [document.text.uri] },
  });
  return [lens(l10n.t('Start Backup'), 'domainbackup.start'), lens(l10n.t('Check'), 'domainbackup.check')];
}
