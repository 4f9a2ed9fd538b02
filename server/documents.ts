import type { Range } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
  bundledSchemas,
  checking,
  isBeginning,
  isServedDocument,
  parseDocument,
  parsing,
  servedRoot,
  Task,
  type DocumentProblem,
  type Schemas,
  type Steps,
  type TextRange,
  type XmlDocument,
} from '../engine/document';
import type { MachineInfo } from './machine';

/** The language of backup and checkpoint documents; one of the other language is served if its root is one of theirs. */
const backupLanguage = 'domainbackup';
const otherLanguage = 'xml';

/**
 * What takes more steps to read, a second or so, is so much longer than any backup document that an author is better
 * served by an editor that does not wait: it is checked, and nothing else is said about it.
 */
const mostSteps = 1000;

/** How far into other XML a root is looked for whose name is misspelled, in UTF-16 code units. */
const misspelledWithin = 10_000;

/** One version of a backup or checkpoint document: its text with line numbers, its tree, and what it is held against. */
export interface BackupDocument {
  text: TextDocument;
  xml: XmlDocument;
  schemas: Schemas;
  /** The machine that it is about; only where fixes are looked for that name something on it. */
  machine?: MachineInfo | undefined;
  /** Everything that is wrong with it. Found out once, by whoever asks first. */
  problems: Task<DocumentProblem[]>;
}

/**
 * The trees of the newest versions. A document is parsed once for a version, whatever is asked about it, and only
 * when something is asked. The entries go with the documents, so closing needs no care.
 */
export class Documents {
  // A `TextDocument` is changed in place, so the version tells whether a tree still fits.
  readonly #parsed = new WeakMap<
    TextDocument,
    { version: number; schemas: Schemas; document: Task<BackupDocument | undefined> }
  >();
  readonly #schemas: () => Schemas;

  /** @param schemas what documents are held against just now */
  constructor(schemas: () => Schemas = () => bundledSchemas) {
    this.#schemas = schemas;
  }

  /** The document's tree; `undefined`: it is no backup document, or too long, and nothing may be said about it. */
  get(text: TextDocument): BackupDocument | undefined {
    const document = this.task(text).finishWithin(mostSteps);
    return document?.xml.extent === 'partial' ? undefined : document;
  }

  /**
   * The same; and where a document is so far only the beginning of what may become one, as an empty file is, what there is
   * of it: it can be gone on with, and nothing else is to be said about it.
   */
  begun(text: TextDocument): BackupDocument | undefined {
    const served = this.get(text);
    if (served || text.languageId !== otherLanguage || !isBeginning(text.getText())) return served;
    const schemas = this.#schemas();
    const xml = parseDocument(text.getText());
    return { text, xml, schemas, problems: new Task(checking(xml, schemas)) };
  }

  /** What `get` gives, as work of which some can be done at a time. */
  task(text: TextDocument): Task<BackupDocument | undefined> {
    const known = this.#parsed.get(text);
    const schemas = this.#schemas();
    if (known?.version === text.version && known.schemas === schemas) return known.document;
    const document = new Task(reading(text, schemas));
    this.#parsed.set(text, { version: text.version, schemas, document });
    return document;
  }
}

function* reading(text: TextDocument, schemas: Schemas): Steps<BackupDocument | undefined> {
  const xml = yield* treeOf(text);
  return xml && { text, xml, schemas, problems: new Task(checking(xml, schemas)) };
}

function* treeOf(text: TextDocument): Steps<XmlDocument | undefined> {
  const content = text.getText();
  if (text.languageId === backupLanguage) return yield* parsing(content);
  // Other XML may be large; it is not parsed at every change only to find out that it is none of ours.
  if (text.languageId !== otherLanguage || !mayBeServed(content)) return undefined;
  const xml = yield* parsing(content);
  return isServedDocument(xml) ? xml : undefined;
}

function mayBeServed(content: string): boolean {
  if (bundledSchemas.roots.some((root) => content.includes(`<${root}`))) return true;
  const names = Array.from(
    content.slice(0, misspelledWithin).matchAll(/<([\w.-]+)/g),
    ([, name = '']) => name,
  );
  return names.some((name) => servedRoot(name) !== undefined);
}

/** Offsets as the lines and characters that LSP counts in. */
export function toRange({ text }: BackupDocument, { start, end }: TextRange): Range {
  return { start: text.positionAt(start), end: text.positionAt(end) };
}
