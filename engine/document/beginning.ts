import { bundledSchemas } from './schema/schemas';

/** Behind an XML declaration, if there is one: the first letters of a tag, or of a word. */
const begun = /^\uFEFF?(?:<\?xml\b[^<>]*\?>)?\s*(<?)([a-z]*)\s*$/;

/**
 * Whether a text is empty, or no more than the beginning of a document that there is a schema for: `<dom`, or `backup`,
 * which is how people look for one. Most other XML is no such beginning from its second letter on.
 */
export function isBeginning(text: string): boolean {
  const [, bracket, word] = begun.exec(text) ?? [];
  if (word === undefined) return false;
  const { roots } = bundledSchemas;
  const words = bracket === '<' ? roots : [...roots, ...roots.map((root) => root.replace(/^domain/, ''))];
  return words.some((each) => each.startsWith(word));
}
