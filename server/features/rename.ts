import * as l10n from '@vscode/l10n';
import {
  ErrorCodes,
  ResponseError,
  type PrepareRenameResult,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { parseDocument, type XmlElement } from '../../engine/document';
import { toRange, type BackupDocument } from '../documents';
import { tagNamesAt } from './tagNames';

/** Whether something at `offset` can be renamed, and what: the name of a tag. */
export function prepareRename(document: BackupDocument, offset: number): PrepareRenameResult | null {
  const found = tagNamesAt(document, offset);
  if (found === undefined) return null;
  const { start, end } = found.here;
  return { range: toRange(document, found.here), placeholder: document.xml.text.slice(start, end) };
}

/**
 * Renames an element at both its ends, also where they did not agree.
 * @throws {ResponseError} with a sentence for the person, when the new name is none.
 */
export function rename(document: BackupDocument, offset: number, newName: string): WorkspaceEdit | null {
  const found = tagNamesAt(document, offset);
  if (found === undefined) return null;
  if (!isElementName(newName)) {
    const message = l10n.t(
      '{0} is not a name for an element. Names begin with a letter and hold letters, digits, "-", "_" and ".".',
      JSON.stringify(newName.slice(0, 60)),
    );
    throw new ResponseError(ErrorCodes.InvalidParams, message);
  }
  const [prefix = '', localName] = newName.split(':');
  if (localName !== undefined && !isDeclared(prefix, found.element)) {
    const message = l10n.t(
      'The namespace prefix {0} is not declared here.',
      JSON.stringify(prefix.slice(0, 60)),
    );
    throw new ResponseError(ErrorCodes.InvalidParams, message);
  }
  const edits = found.names.map((range) => ({ range: toRange(document, range), newText: newName }));
  return { changes: { [document.text.uri]: edits } };
}

/** The parser knows best what is a name. */
function isElementName(text: string): boolean {
  const { root, problems } = parseDocument(`<${text}/>`);
  const isWhole =
    root?.name.text === text && root.startTag.form === 'self-closing' && root.attributes.length === 0;
  return isWhole && problems.every(({ code }) => code !== 'malformed-name');
}

function isDeclared(prefix: string, element: XmlElement): boolean {
  for (let each: XmlElement | undefined = element; each; each = each.parent) {
    if (each.attributes.some(({ name }) => name.text === `xmlns:${prefix}`)) return true;
  }
  return false;
}
