import type { TextRange } from '../problem';

// Productions of "Extensible Markup Language (XML) 1.0 (Fifth Edition)": [4] NameStartChar, [4a] NameChar, [2] Char.
const nameStart =
  ':A-Z_a-z\\u{C0}-\\u{D6}\\u{D8}-\\u{F6}\\u{F8}-\\u{2FF}\\u{370}-\\u{37D}\\u{37F}-\\u{1FFF}\\u{200C}\\u{200D}' +
  '\\u{2070}-\\u{218F}\\u{2C00}-\\u{2FEF}\\u{3001}-\\u{D7FF}\\u{F900}-\\u{FDCF}\\u{FDF0}-\\u{FFFD}\\u{10000}-\\u{EFFFF}';
const name = `[${nameStart}][${nameStart}\\-.0-9\\u{B7}\\u{300}-\\u{36F}\\u{203F}\\u{2040}]*`;
const notAChar = '[^\\t\\n\\r\\u{20}-\\u{D7FF}\\u{E000}-\\u{FFFD}\\u{10000}-\\u{10FFFF}]';

const wholeName = new RegExp(`^${name}$`, 'u');
const nameHere = new RegExp(name, 'uy');
const spaceHere = /[ \t\r\n]*/y;
const forbidden = new RegExp(`${notAChar}+`, 'gu');
const oneForbidden = new RegExp(notAChar, 'u');

/** Whether `text` is an XML name. */
export function isName(text: string): boolean {
  return wholeName.test(text);
}

/** The XML name that starts at `offset`; empty if there is none. */
export function nameAt(text: string, offset: number): string {
  nameHere.lastIndex = offset;
  return nameHere.exec(text)?.[0] ?? '';
}

/** The offset of the first character at or after `offset` that is not XML white space. */
export function skipSpace(text: string, offset: number): number {
  spaceHere.lastIndex = offset;
  return offset + (spaceHere.exec(text)?.[0].length ?? 0);
}

/** Whether XML allows the character of this code point. */
export function isChar(codePoint: number): boolean {
  return codePoint <= 0x10ffff && !oneForbidden.test(String.fromCodePoint(codePoint));
}

/** The stretches of characters that XML does not allow: control characters, halves of surrogate pairs, U+FFFE. */
export function forbiddenCharacters(text: string): TextRange[] {
  return Array.from(text.matchAll(forbidden), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}
