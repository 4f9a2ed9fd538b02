import type { LinkedEditingRanges } from 'vscode-languageserver/node';
import { toRange, type BackupDocument } from '../documents';
import { tagNamesAt } from './tagNames';

/** What a name can be made of while it is typed. Written so that every client's regular expressions understand it. */
const wordPattern = '[^\\s<>/="\'&]+';

/** The names of a start tag and its end tag, so that both change while one is typed. */
export function linkedEditing(document: BackupDocument, offset: number): LinkedEditingRanges | null {
  const { element, names = [] } = tagNamesAt(document, offset) ?? {};
  // Names that differ must not be made equal by typing in one of them.
  if (names.length !== 2 || element?.endTag?.name.text !== element?.name.text) return null;
  return { ranges: names.map((range) => toRange(document, range)), wordPattern };
}
