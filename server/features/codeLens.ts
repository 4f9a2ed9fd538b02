import type { CodeLens } from 'vscode-languageserver/node';
import { isBackupDocument } from '../../engine/document';
import { toRange, type BackupDocument } from '../documents';

/**
 * "Start Backup" above the root. It is there for a document with errors as well, so that it does not come and go
 * while somebody types; the command checks the document and says what is wrong.
 */
export function codeLenses(document: BackupDocument): CodeLens[] {
  const { root } = document.xml;
  if (root === undefined || !isBackupDocument(document.xml)) return [];
  return [
    {
      range: toRange(document, root.startTag.range),
      command: { title: 'Start Backup', command: 'domainbackup.start', arguments: [document.text.uri] },
    },
  ];
}
