import { SaxesParser } from 'saxes';
import type { DocumentProblem } from '../problemCodes';
import type { Steps } from '../task';
import { say } from '../wording';

/** Nothing beyond this many characters is taken for a part of the XML declaration. */
const longestDeclaration = 1000;
/** How many characters are read before the work pauses: that takes a millisecond or two. */
const charactersAtOnce = 100_000;

/** How nearly all documents begin. */
const plainStart = /^\uFEFF?(?:<\?xml version="1\.0"(?: encoding="(?:UTF|utf)-8")?\?>)?/;
const instructionOrDoctype = /<\?|<!(?!--|\[CDATA\[)/g;

/**
 * The last word on a text in which the tolerant parser has found no error: what the XML declaration says and the
 * like. Only the first error counts; what a strict parser says after it is mostly its consequence.
 */
export function* strictProblems(text: string): Steps<DocumentProblem[]> {
  if (isPlain(text)) return [];
  // Its namespaces would take time that grows with the square of the depth.
  const parser = new SaxesParser({ xmlns: false, position: true });
  const problems: DocumentProblem[] = [];
  parser.on('error', (error) => {
    if (problems.length > 0) return;
    // saxes counts code units of the text as it is, and stands behind the character that it complains about.
    const end = Math.min(parser.position, text.length);
    const reason = error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '');
    const isDeclaration = /^\uFEFF?<\?xml\s[^>]*$/i.test(
      text.slice(0, Math.min(end, longestDeclaration)).slice(0, -1),
    );
    problems.push({
      range: { start: Math.max(0, end - 1), end },
      severity: 'error',
      ...(isDeclaration
        ? {
            code: 'malformed-xml-declaration',
            ...say('the XML declaration is wrong ({0}); expected <?xml version="1.0"?>', reason),
          }
        : { code: 'not-well-formed', ...say('this is not well-formed XML: {0}', reason) }),
    });
  });
  for (let at = 0; at < text.length; at += charactersAtOnce) {
    parser.write(text.slice(at, at + charactersAtOnce));
    if (at + charactersAtOnce < text.length) yield;
  }
  parser.close();
  return problems;
}

/**
 * Whether there is nothing in a text that the tolerant parser may overlook: that is only ever in an unusual declaration,
 * a processing instruction or a document type. To read all a second time takes a good part of a check.
 */
function isPlain(text: string): boolean {
  instructionOrDoctype.lastIndex = plainStart.exec(text)?.[0].length ?? 0;
  return !instructionOrDoctype.test(text);
}
