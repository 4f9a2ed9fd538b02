import { parseDocument, servedRoot } from '../../engine';

/** What a document is to us: `backup` can be started, `backup` and `checkpoint` have the language server's help. */
export type DocumentKind = 'backup' | 'checkpoint' | 'none';

/**
 * Tells what a document is: by its root, and while it has none yet by its language and name.
 * @param text its beginning is enough
 */
export function documentKind(languageId: string, path: string, text: string): DocumentKind {
  if (languageId !== 'domainbackup' && languageId !== 'xml') return 'none';
  const document = parseDocument(text);
  const root = servedRoot(document.root?.localName ?? '');
  if (root !== undefined) return root === 'domainbackup' ? 'backup' : 'checkpoint';
  if (languageId === 'xml') return 'none';
  return document.root === undefined && path.endsWith('.domaincheckpoint.xml') ? 'checkpoint' : 'backup';
}

/**
 * The documents that are open. The two sides of a diff have one path and two addresses: when one of them is closed,
 * the other one is still open.
 */
export class OpenDocuments {
  readonly #known = new Map<string, { path: string; kind: DocumentKind }>();

  /** @returns whether that is news */
  opened(address: string, path: string, kind: DocumentKind): 'changed' | 'same' {
    const before = this.#known.get(address)?.kind ?? 'none';
    if (kind === 'none') this.#known.delete(address);
    else this.#known.set(address, { path, kind });
    return before === kind ? 'same' : 'changed';
  }

  /** @returns whether it was one of ours */
  closed(address: string): 'changed' | 'same' {
    return this.#known.delete(address) ? 'changed' : 'same';
  }

  /** The paths of those of some kinds, each once. */
  pathsOf(...kinds: DocumentKind[]): string[] {
    const found = [...this.#known.values()].filter(({ kind }) => kinds.includes(kind));
    return [...new Set(found.map(({ path }) => path))];
  }
}
