import type { DocumentProblem, ProblemCode } from '../problemCodes';
import { say, type Wording } from '../wording';
import { isChar, isName } from './characters';

const predefined: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const token = /&(?:#x([0-9a-fA-F]+);|#([0-9]+);|([^\s&;<>"'#]+);|)|\r\n|[\t\r\n]/g;

/** The rest of a piece of text with more slips than these is left as it is: so many are not even counted. */
const mostFailed = 30_000;

type Report = (problem: DocumentProblem) => void;

/** An attribute's value as XML means it ("Attribute-Value Normalization"): white space becomes spaces. */
export function attributeText(raw: string, offset: number, report?: Report): string {
  // Nearly all values are this plain, and to search them for each token takes its time.
  return /[&\t\r\n]/.test(raw) ? decode(raw, offset, () => ' ', report) : raw;
}

/** Character data as XML means it ("End-of-Line Handling"): every line ends with a line feed. */
export function contentText(raw: string, offset: number, report?: Report): string {
  // Without references only line ends are left, which is much quicker.
  if (!raw.includes('&')) return raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
  return decode(raw, offset, (space) => (space === '\t' ? space : '\n'), report);
}

/**
 * Decodes white space, entity and character references. Only XML's five predefined entities are known: a document type
 * declaration is never processed, so that no document can make the program read files or blow up its memory.
 * What cannot be decoded stays as it is.
 * @param offset where `raw` starts in the document
 * @param report takes what is wrong; absent where the same text is decoded a second time
 */
function decode(raw: string, offset: number, spaceAs: (space: string) => string, report?: Report): string {
  const parts: string[] = [];
  let end = 0;
  let failed = 0;
  // Characters that references stand for are none of the text's own white space, so one pass does both.
  for (const found of raw.matchAll(token)) {
    const [match] = found;
    const start = offset + found.index;
    const fail = (code: ProblemCode, wording: Wording): string => {
      failed += 1;
      report?.({ range: { start, end: start + match.length }, severity: 'error', code, ...wording });
      return match;
    };
    parts.push(raw.slice(end, found.index), match.startsWith('&') ? referred(found, fail) : spaceAs(match));
    end = found.index + match.length;
    if (failed > mostFailed) break;
  }
  return parts.join('') + raw.slice(end);
}

function referred(
  [match, hex, decimal, entity]: RegExpExecArray,
  fail: (code: ProblemCode, wording: Wording) => string,
): string {
  const digits = hex ?? decimal;
  if (digits !== undefined) {
    const codePoint = Number.parseInt(digits, hex === undefined ? 10 : 16);
    if (isChar(codePoint)) return String.fromCodePoint(codePoint);
    return fail('invalid-character', say('{0} stands for a character that XML does not allow', match));
  }
  if (entity !== undefined && isName(entity)) {
    const known = Object.hasOwn(predefined, entity) ? predefined[entity] : undefined;
    return (
      known ??
      fail('undefined-entity', say('entity {0} is not defined; XML knows amp, lt, gt, quot and apos', match))
    );
  }
  return fail('unescaped-ampersand', say('"&" must be written as &amp;'));
}
