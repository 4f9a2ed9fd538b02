import type { TextRange } from '../problem';

// Productions of "Extensible Markup Language (XML) 1.0 (Fifth Edition)": [4] NameStartChar, [4a] NameChar, [2] Char.
const nameStart =
  ':A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}\\u{200D}' +
  '\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}';
const name = `[${nameStart}][${nameStart}\\-.0-9\\u{B7}\\u{300}-\\u{36F}\\u{203F}\\u{2040}]*`;
const notAChar = '[^\\t\\n\\r\\u{20}-\\u{D7FF}\\u{E000}-\\u{FFFD}\\u{10000}-\\u{10FFFF}]';

const nameHere = new RegExp(name, 'uy');
/** ASCII alone, which most names are: regular expressions that know all of Unicode are many times slower. */
const plainNameHere = /[A-Za-z_:][\w:.-]*/y;
const forbidden = new RegExp(`${notAChar}+`, 'gu');
/** What may be, or be a half of, something forbidden; it knows nothing of code points, and so it is fast. */
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const suspicious = /[\0-\u0008\u000B\u000C\u000E-\u001F\uD800-\uDFFF\uFFFE\uFFFF]/;
const oneForbidden = new RegExp(notAChar, 'u');

/** Whether `text` is an XML name. */
export function isName(text: string): boolean {
  return text !== '' && nameAt(text, 0) === text;
}

/** The XML name that starts at `offset`; empty if there is none. */
export function nameAt(text: string, offset: number): string {
  plainNameHere.lastIndex = offset;
  const plain = plainNameHere.test(text) ? plainNameHere.lastIndex : offset;
  if (!(text.charCodeAt(plain) > 0x7f)) return text.slice(offset, plain);
  nameHere.lastIndex = offset;
  return nameHere.exec(text)?.[0] ?? '';
}

/** The offset of the first character at or after `offset` that is not XML white space. */
export function skipSpace(text: string, offset: number): number {
  let end = offset;
  while (isSpaceAt(text, end)) end += 1;
  return end;
}

/** Whether there is a character at `offset` and it is XML white space. */
function isSpaceAt(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  return code === 0x20 || code === 0x0a || code === 0x09 || code === 0x0d;
}

/** Whether there is nothing but XML's white space. */
export function isBlank(text: string): boolean {
  return skipSpace(text, 0) === text.length;
}

const oddSpace = /[^\S \t\r\n]/g;

/**
 * The text with a letter of no meaning in place of each character that JavaScript, and salve with it, takes for white
 * space and XML does not, such as a no-break space: `"yes\u00A0"` is not `yes`.
 */
export function withoutOddSpaces(text: string): string {
  return text.replace(oddSpace, '\u{E000}');
}

/** Whether XML allows the character of this code point. */
export function isChar(codePoint: number): boolean {
  return codePoint <= 0x10ffff && !oneForbidden.test(String.fromCodePoint(codePoint));
}

/** The stretches of characters that XML does not allow: control characters, halves of surrogate pairs, U+FFFE. */
export function* forbiddenCharacters(text: string): Generator<TextRange, void, undefined> {
  if (!suspicious.test(text)) return;
  for (const { index, 0: found } of text.matchAll(forbidden)) {
    yield { start: index, end: index + found.length };
  }
}

/** The range without the XML white space at both ends. */
export function trimmed(text: string, { start, end }: TextRange): TextRange {
  const from = Math.min(skipSpace(text, start), end);
  let to = end;
  while (to > from && isSpaceAt(text, to - 1)) to -= 1;
  return { start: from, end: to };
}
