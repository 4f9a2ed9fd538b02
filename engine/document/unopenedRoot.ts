import type { DocumentProblem } from './problemCodes';
import { say } from './wording';
import type { XmlDocument } from './xml/tree';

/** What is longer is no start tag of a root. */
const longestTag = 10_000;

/**
 * Where the first `<` is missing, as in `domainbackup mode="push">`: then that is the only problem worth telling, since
 * the start tag is taken for text, and everything after it for something else than it is.
 */
export function unopenedRoot({ nodes }: XmlDocument, roots: readonly string[]): DocumentProblem | undefined {
  const first = nodes.find(({ kind }) => kind !== 'comment' && kind !== 'instruction');
  if (first?.kind !== 'text' || first.content.length > longestTag) return undefined;
  const [, name] = /^\s*([^\s<>]+)(?:\s[^<]*)?>\s*$/.exec(first.content) ?? [];
  if (name === undefined || !roots.includes(name)) return undefined;
  const { start } = first.words;
  return {
    range: { start, end: start + name.length },
    severity: 'error',
    code: 'text-outside-root',
    ...say('text is not allowed outside the root element; is "<" missing before "{0}"?', name),
    offers: [`<${name}`],
  };
}
