import type { DocumentProblem, ProblemCode } from '../problemCodes';
import { finish, type Steps } from '../task';
import { say, type Wording } from '../wording';
import { forbiddenCharacters, trimmed } from './characters';
import { textStart } from './markup';
import { Scan } from './scan';
import { Source } from './source';
import { strictProblems } from './strict';
import type { XmlDocument, XmlElement } from './tree';
import { TreeBuilder } from './treeBuilder';

/** How many nodes are read before the work pauses: that takes a millisecond or two. */
const nodesAtOnce = 500;

/** Parses any text. Never fails: what is not well-formed is in the result's `problems`. */
export function parseDocument(text: string): XmlDocument {
  return finish(parsing(text));
}

/** `parseDocument` in steps. */
export function* parsing(text: string): Steps<XmlDocument> {
  const source = new Source(text);
  const builder = new TreeBuilder(source);
  const scan = new Scan(source, builder);
  let state = scan.advance(nodesAtOnce);
  for (; state === 'more'; state = scan.advance(nodesAtOnce)) yield;
  builder.finish();
  reportForbidden(source);
  // A lone "<" is better than nothing for completion at the top of an empty document.
  const root = builder.root ?? builder.nodes.find((node): node is XmlElement => node.kind === 'element');
  const whole = wholeDocumentProblems(source, root);
  const problems = whole ?? source.problems;
  const isClean = problems.every(({ severity }) => severity !== 'error');
  if (isClean) problems.push(...(yield* strictProblems(text)));
  const unlisted = whole ? 0 : source.unlisted;
  const extent = state === 'done' && !source.isOverwhelmed ? 'whole' : 'partial';
  return { text, nodes: builder.nodes, ...(root && { root }), problems, unlisted, extent };
}

function reportForbidden(source: Source): void {
  for (const range of forbiddenCharacters(source.text)) {
    if (source.isOverwhelmed) return;
    const code = source.text.codePointAt(range.start) ?? 0;
    const hex = code.toString(16).toUpperCase().padStart(4, '0');
    source.report('invalid-character', range, say('the character U+{0} is not allowed in XML', hex));
  }
}

/** One problem in place of all others, where the text as a whole is not what it should be. */
function wholeDocumentProblems(source: Source, root: XmlElement | undefined): DocumentProblem[] | undefined {
  const { text, problems } = source;
  const range = trimmed(text, { start: textStart(text), end: text.length });
  const first = text.charAt(range.start);
  const one = (code: ProblemCode, wording: Wording): DocumentProblem[] => [
    { range, severity: 'error', code, ...wording },
  ];
  if (first === '') return one('no-root-element', say('the document is empty; expected an XML element'));
  if (first === '{' || first === '[')
    return one('not-xml', say('this is not XML but looks like JSON; expected "<"'));
  if (root) return undefined;
  if (first !== '<') return one('not-xml', say('this is not XML; expected "<"'));
  const isOtherwiseSound = problems.every(({ severity }) => severity !== 'error');
  return isOtherwiseSound ? one('no-root-element', say('the document has no root element')) : undefined;
}
