import type { TextRange } from '../problem';
import type { DocumentProblem, ProblemCode } from '../problemCodes';
import { forbiddenCharacters, isSpaceAt, nameAt, skipSpace } from './characters';
import {
  scanCdata,
  scanComment,
  scanDoctype,
  scanEndTag,
  scanInstruction,
  scanUnknown,
  textStart,
} from './markup';
import { contentText } from './references';
import { Source } from './source';
import { scanStartTag } from './startTag';
import { strictProblems } from './strict';
import type { XmlDocument, XmlElement } from './tree';
import { TreeBuilder } from './treeBuilder';

/** Parses any text. Never fails: what is not well-formed is in the result's `problems`. */
export function parseDocument(text: string): XmlDocument {
  const source = new Source(text);
  const builder = new TreeBuilder(source);
  scan(source, builder);
  builder.finish();
  reportForbidden(source);
  // A lone "<" is better than nothing for completion at the top of an empty document.
  const root = builder.root ?? builder.nodes.find((node): node is XmlElement => node.kind === 'element');
  const problems = wholeDocumentProblems(source, root) ?? source.problems;
  const isClean = problems.every(({ severity }) => severity !== 'error');
  if (isClean) problems.push(...strictProblems(text));
  return { text, nodes: builder.nodes, ...(root && { root }), problems };
}

function scan(source: Source, builder: TreeBuilder): void {
  const { text } = source;
  let sawDoctype = false;
  for (let at = textStart(text); at < text.length;) {
    const { parent } = builder;
    if (text.charAt(at) !== '<') {
      at = scanText(source, builder, at);
    } else if (nameAt(text, at + 1) !== '') {
      const element = scanStartTag(source, at, parent);
      reportSecondRoot(source, builder, element);
      builder.addElement(element);
      at = element.startTag.range.end;
    } else if (text.startsWith('</', at)) {
      const endTag = scanEndTag(source, at);
      builder.end(endTag);
      at = endTag.range.end;
    } else {
      const isDoctype = /^<!doctype/i.test(text.slice(at, at + 9));
      const inProlog = !sawDoctype && !builder.root;
      const node = isDoctype
        ? scanDoctype(source, at, parent, inProlog ? 'prolog' : 'elsewhere')
        : scanOther(source, at, parent);
      sawDoctype ||= isDoctype;
      builder.add(node);
      at = node.range.end;
    }
  }
}

function scanOther(source: Source, at: number, parent: XmlElement | undefined) {
  const { text } = source;
  if (text.startsWith('<!--', at)) return scanComment(source, at, parent);
  if (text.startsWith('<![CDATA[', at)) return scanCdata(source, at, parent);
  if (text.startsWith('<?', at)) return scanInstruction(source, at, parent);
  if (text.startsWith('<!', at)) return scanUnknown(source, at, parent);
  return scanLoneLessThan(source, at, parent);
}

/** `<` without a name: most likely a tag that is being typed, so the tree has an element with an empty name. */
function scanLoneLessThan(source: Source, at: number, parent: XmlElement | undefined): XmlElement {
  const range = { start: at, end: at + 1 };
  const message = '"<" must be followed by an element\'s name; write &lt; for the character itself';
  source.report('unescaped-less-than', range, message);
  return {
    kind: 'element',
    ...(parent && { parent }),
    name: { text: '', range: { start: at + 1, end: at + 1 } },
    localName: '',
    namespace: '',
    startTag: { range, form: 'unfinished', name: 'whole' },
    attributes: [],
    children: [],
    range,
  };
}

function scanText(source: Source, builder: TreeBuilder, start: number): number {
  const end = source.find('<', start);
  const raw = source.text.slice(start, end);
  const { parent } = builder;
  const range = { start, end };
  const words = trimmed(source.text, range);
  if (parent) {
    const content = contentText(raw, start, (problem) => source.problems.push(problem));
    for (let at = source.find(']]>', start); at < end; at = source.find(']]>', at + 3)) {
      source.report(
        'unescaped-cdata-end',
        { start: at, end: at + 3 },
        '"]]>" in text must be written as ]]&gt;',
      );
    }
    builder.add({ kind: 'text', parent, range, words, content });
  } else if (words.end > words.start) {
    source.report('text-outside-root', words, 'text is not allowed outside the root element');
    builder.add({ kind: 'text', range, words, content: raw });
  }
  return end;
}

function reportSecondRoot(source: Source, builder: TreeBuilder, element: XmlElement): void {
  const first = builder.root;
  if (builder.parent || !first) return;
  source.report(
    'several-roots',
    element.name.range,
    'a document has only one root element; this is another one',
    {
      related: [{ range: first.name.range, message: `the root element "${first.name.text}"` }],
    },
  );
}

function reportForbidden(source: Source): void {
  for (const range of forbiddenCharacters(source.text)) {
    const code = source.text.codePointAt(range.start) ?? 0;
    const hex = code.toString(16).toUpperCase().padStart(4, '0');
    source.report('invalid-character', range, `the character U+${hex} is not allowed in XML`);
  }
}

/** One problem in place of all others, where the text as a whole is not what it should be. */
function wholeDocumentProblems(source: Source, root: XmlElement | undefined): DocumentProblem[] | undefined {
  const { text, problems } = source;
  const range = trimmed(text, { start: textStart(text), end: text.length });
  const first = text.charAt(range.start);
  const one = (code: ProblemCode, message: string): DocumentProblem[] => [
    { range, severity: 'error', code, message },
  ];
  if (first === '') return one('no-root-element', 'the document is empty; expected an XML element');
  if (first === '{' || first === '[')
    return one('not-xml', 'this is not XML but looks like JSON; expected "<"');
  if (root) return undefined;
  if (first !== '<') return one('not-xml', 'this is not XML; expected "<"');
  const isOtherwiseSound = problems.every(({ severity }) => severity !== 'error');
  return isOtherwiseSound ? one('no-root-element', 'the document has no root element') : undefined;
}

/** The range without the XML white space at both ends. */
function trimmed(text: string, { start, end }: TextRange): TextRange {
  const from = Math.min(skipSpace(text, start), end);
  let to = end;
  while (to > from && isSpaceAt(text, to - 1)) to -= 1;
  return { start: from, end: to };
}
