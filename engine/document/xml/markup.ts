import { say } from '../wording';
import { nameAt, skipSpace } from './characters';
import type { Source } from './source';
import type { XmlElement, XmlEndTag, XmlMisc, XmlText } from './tree';

type Parent = XmlElement | undefined;

/** Reads the comment whose `<!--` is at `start`. */
export function scanComment(source: Source, start: number, parent: Parent): XmlMisc {
  const inside = start + '<!--'.length;
  const close = source.find('-->', inside);
  const range = { start, end: Math.min(close + '-->'.length, source.text.length) };
  if (close === source.text.length) {
    source.report('unclosed-comment', { start, end: inside }, say('the comment has no end "-->"'));
  } else {
    // "--" is forbidden in a comment, and so "--->" does not end one properly.
    const dashes = source.find('--', inside);
    const endsInDash = close > inside && source.text.charAt(close - 1) === '-';
    if (dashes < close || endsInDash) {
      const at = Math.min(dashes, close);
      source.report(
        'dashes-in-comment',
        { start: at, end: at + 2 },
        say('"--" must not stand inside a comment'),
      );
    }
  }
  return { kind: 'comment', ...(parent && { parent }), range };
}

/** Reads the CDATA section whose `<![CDATA[` is at `start`. */
export function scanCdata(source: Source, start: number, parent: Parent): XmlText {
  const inside = start + '<![CDATA['.length;
  const close = source.find(']]>', inside);
  const end = Math.min(close + ']]>'.length, source.text.length);
  if (close === source.text.length) {
    source.report('unclosed-cdata', { start, end: inside }, say('the CDATA section has no end "]]>"'));
  }
  if (!parent) {
    source.report('text-outside-root', { start, end }, say('text is not allowed outside the root element'));
  }
  const content = source.text.slice(inside, close).replace(/\r\n?/g, '\n');
  const range = { start, end };
  return { kind: 'cdata', ...(parent && { parent }), range, words: range, content };
}

/**
 * Reads the processing instruction whose `<?` is at `start`. What an XML declaration says is left to the strict
 * parser.
 */
export function scanInstruction(source: Source, start: number, parent: Parent): XmlMisc {
  const { text } = source;
  const target = nameAt(text, start + 2);
  const close = source.find('?>', start + 2);
  const end = Math.min(close + 2, text.length);
  const head = { start, end: start + 2 + target.length };
  const afterTarget = text.charAt(head.end);
  if (close === text.length) {
    source.report('unclosed-instruction', head, say('the processing instruction has no end "?>"'));
  } else if (target === '' || !/[\s?]/.test(afterTarget)) {
    source.report(
      'malformed-instruction',
      head,
      say('a processing instruction begins with "<?", a name and white space'),
    );
  } else if (target.toLowerCase() === 'xml' && start > textStart(text)) {
    const wording = say('the XML declaration must be at the very start of the document');
    source.report('misplaced-xml-declaration', head, wording);
  }
  return { kind: 'instruction', ...(parent && { parent }), range: { start, end } };
}

/** Where the text begins: behind a byte order mark, which carries no meaning in a string. */
export function textStart(text: string): number {
  return text.startsWith('\uFEFF') ? 1 : 0;
}

/**
 * Reads the document type declaration whose `<!DOCTYPE` is at `start`. Nothing in it is processed, and no file
 * that it names is read.
 */
export function scanDoctype(
  source: Source,
  start: number,
  parent: Parent,
  place: 'prolog' | 'elsewhere',
): XmlMisc {
  const { text } = source;
  const keyword = { start, end: start + '<!DOCTYPE'.length };
  const end = doctypeEnd(source, keyword.end);
  if (text.slice(start, keyword.end) !== '<!DOCTYPE') {
    source.report('unknown-markup', keyword, say('<!DOCTYPE must be written in capitals'));
  } else if (end === undefined) {
    source.report('unclosed-doctype', keyword, say('the document type declaration has no end ">"'));
  } else if (place === 'elsewhere') {
    const wording = say('a document type declaration may stand only once, before the root element');
    source.report('misplaced-doctype', keyword, wording);
  } else {
    const wording = say(
      'the document type declaration is ignored: no entity is defined by it and no file is read',
    );
    source.report('doctype-ignored', { start, end }, wording, { severity: 'warning' });
  }
  return { kind: 'doctype', ...(parent && { parent }), range: { start, end: end ?? text.length } };
}

function doctypeEnd(source: Source, from: number): number | undefined {
  const token = /["'>[\]]|<!--|<\?/g;
  token.lastIndex = from;
  let subset: 'inside' | 'outside' = 'outside';
  const skip = (end: string): void => {
    token.lastIndex = Math.min(source.find(end, token.lastIndex) + end.length, source.text.length);
  };
  for (let match = token.exec(source.text); match; match = token.exec(source.text)) {
    const [found] = match;
    if (found === '[') subset = 'inside';
    else if (found === ']') subset = 'outside';
    else if (found === '>') {
      if (subset === 'outside') return token.lastIndex;
    } else if (found === '<!--') skip('-->');
    else if (found === '<?') skip('?>');
    else skip(found);
  }
  return undefined;
}

/** Reads `<!` that opens nothing known, such as a comment that is being typed. */
export function scanUnknown(source: Source, start: number, parent: Parent): XmlMisc {
  const stop = /[<>\r\n]|$/g;
  stop.lastIndex = start + 1;
  const at = stop.exec(source.text)?.index ?? source.text.length;
  const end = source.text.charAt(at) === '>' ? at + 1 : at;
  const wording = say('"<!" begins a comment (<!-- -->), a CDATA section or <!DOCTYPE>, and nothing else');
  source.report('unknown-markup', { start, end }, wording);
  return { kind: 'comment', ...(parent && { parent }), range: { start, end } };
}

/**
 * Reads the end tag whose `</` is at `start`.
 * @param meant which open element an end tag with this name most likely ends
 */
export function scanEndTag(
  source: Source,
  start: number,
  meant: (name: string) => string | undefined,
): XmlEndTag {
  const { text } = source;
  const nameStart = endTagName(source, start + 2);
  const name = nameAt(text, nameStart);
  const nameEnd = nameStart + name.length;
  const nameRange = { start: nameStart, end: nameEnd };
  const afterName = skipSpace(text, nameEnd);
  const result = (end: number): XmlEndTag => ({
    range: { start, end },
    name: { text: name, range: nameRange },
  });
  if (text.charAt(afterName) === '>' && name !== '') return result(afterName + 1);
  const stop = /[<>\r\n]|$/g;
  stop.lastIndex = nameEnd;
  const at = stop.exec(text)?.index ?? text.length;
  if (text.charAt(at) === '>' && text.slice(nameEnd, at).trim() !== '') {
    const wording = say('an end tag holds nothing but the name');
    source.report('unexpected-character', { start: afterName, end: at }, wording);
    return result(at + 1);
  }
  source.report(
    'unfinished-end-tag',
    { start, end: nameEnd },
    say('the end tag is not finished; expected </{0}>', meant(name) ?? say('name')),
  );
  return result(text.charAt(at) === '>' ? at + 1 : nameEnd);
}

/** Whether `<\\disk>` stands at an offset, whose backslash is that of an end tag. */
export function isBackslashed(text: string, at: number): boolean {
  return isEndOfName(text, at + 2, nameAt(text, at + 2)) && text.startsWith('<\\', at);
}

/** Where the name of an end tag begins: behind white space, a second slash or a wrong one, which are reported. */
function endTagName(source: Source, from: number): number {
  const { text } = source;
  if (text.charAt(from - 1) === '\\') {
    const wording = say('"/" begins an end tag, not "\\"');
    source.report('unexpected-character', { start: from - 1, end: from }, wording);
    return from;
  }
  let start = from;
  while (text.charAt(start) === '/') start += 1;
  const isDoubled = start > from;
  if (!isDoubled) start = skipSpace(text, start);
  const name = start > from ? nameAt(text, start) : '';
  if (!isEndOfName(text, start, name)) return from;
  const wording = isDoubled
    ? say('"/" must stand there only once')
    : say('white space is not expected between "</" and "{0}"', name);
  source.report('unexpected-character', { start: from, end: start }, wording);
  return start;
}

/** Whether a name is there, and the end of a tag behind it. */
function isEndOfName(text: string, start: number, name: string): boolean {
  return name !== '' && text.charAt(skipSpace(text, start + name.length)) === '>';
}
