import type { Range } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { isBackupDocument, parseDocument, type TextRange, type XmlDocument } from '../engine/document';

/** The language of backup documents; an `xml` document is served as well if its root says that it is one. */
const backupLanguage = 'domainbackup';

/** One version of a backup document: its text with line numbers, and its tree. */
export interface BackupDocument {
  text: TextDocument;
  xml: XmlDocument;
}

/**
 * The trees of the newest versions. A document is parsed once for a version, whatever is asked about it, and only
 * when something is asked. The entries go with the documents, so closing needs no care.
 */
export class Documents {
  // A `TextDocument` is changed in place, so the version tells whether a tree still fits.
  readonly #parsed = new WeakMap<TextDocument, { version: number; document: BackupDocument | undefined }>();

  /** The document's tree; `undefined`: it is no backup document, and nothing may be said about it. */
  get(text: TextDocument): BackupDocument | undefined {
    const known = this.#parsed.get(text);
    if (known?.version === text.version) return known.document;
    const document = parse(text);
    this.#parsed.set(text, { version: text.version, document });
    return document;
  }
}

function parse(text: TextDocument): BackupDocument | undefined {
  if (text.languageId === backupLanguage) return { text, xml: parseDocument(text.getText()) };
  // Other XML may be large; it is not parsed at every change only to find out that it is none of ours.
  if (text.languageId !== 'xml' || !text.getText().includes('<domainbackup')) return undefined;
  const xml = parseDocument(text.getText());
  return isBackupDocument(xml) ? { text, xml } : undefined;
}

/** Offsets as the lines and characters that LSP counts in. */
export function toRange({ text }: BackupDocument, { start, end }: TextRange): Range {
  return { start: text.positionAt(start), end: text.positionAt(end) };
}
