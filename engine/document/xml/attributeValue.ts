import { say } from '../wording';
import { skipSpace } from './characters';
import type { TextRange } from '../problem';
import { attributeText } from './references';
import type { Source } from './source';
import type { XmlValue } from './tree';

/** How much text is looked at to tell where a value without its closing quote ends. */
const lookAhead = 1000;
const nextAttribute = /\s+[^\s=<>"'/]+\s*=/;
const endsInNextAttribute = /\s+[^\s=<>"'/]+\s*=\s*$/;

/** Reads the value whose opening quote is at `start`. */
export function quotedValue(
  source: Source,
  attributeName: string,
  start: number,
): { value: XmlValue; end: number } {
  const { text } = source;
  const inside = start + 1;
  const close = closingQuote(source, text.charAt(start), inside);
  const end = close ?? unfinishedEnd(source, inside);
  const range = { start: inside, end };
  if (close === undefined) {
    const wording = say('the value of attribute "{0}" has no closing quote', attributeName);
    source.report('unclosed-quote', { start, end }, wording);
  }
  for (let less = source.find('<', inside); less < end; less = source.find('<', less + 1)) {
    if (source.isOverwhelmed) break;
    source.report(
      'unescaped-less-than',
      { start: less, end: less + 1 },
      say('"<" in a value must be written as &lt;'),
    );
  }
  const decoded = attributeText(text.slice(inside, end), inside, (problem) => source.add(problem));
  const value: XmlValue = { range, text: decoded, form: close === undefined ? 'unfinished' : 'quoted' };
  return { value, end: close === undefined ? end : end + 1 };
}

/**
 * Where the quote is that closes a value; absent where the next one most likely opens the value of another
 * attribute. XML would take that one, and then stumble over everything that follows.
 */
function closingQuote(source: Source, quote: string, inside: number): number | undefined {
  const { text } = source;
  const close = source.find(quote, inside);
  if (close === text.length) return undefined;
  const hasLess = source.find('<', inside) < close;
  // What follows a quote that closes a value can follow one.
  if (!hasLess && /^(?:[\s>?<]|\/>|$)/.test(text.slice(close + 1, close + 3))) return close;
  const value = text.slice(Math.max(inside, close - lookAhead), close);
  if (hasLess) {
    // Either "<" itself is the slip, or everything from the opening quote on is: the next quote tells.
    const sameLine = lineEnd(source, inside) > close;
    return sameLine && !/=\s*$/.test(value) ? close : undefined;
  }
  return endsInNextAttribute.test(value) ? undefined : close;
}

function unfinishedEnd(source: Source, inside: number): number {
  const { text } = source;
  const greater = source.find('>', inside);
  const tagEnd = greater > inside && text.charAt(greater - 1) === '/' ? greater - 1 : greater;
  const end = Math.min(tagEnd, source.find('<', inside), lineEnd(source, inside));
  const next = nextAttribute.exec(text.slice(inside, Math.min(end, inside + lookAhead)));
  if (next) return inside + next.index;
  // White space at the end belongs to the tag: `name="vda />`.
  const stretch = text.slice(Math.max(inside, end - lookAhead), end);
  return end - (stretch.length - stretch.trimEnd().length);
}

function lineEnd(source: Source, from: number): number {
  return Math.min(source.find('\n', from), source.find('\r', from));
}

/** Reads a value that has no quotes, or none that XML knows; absent where there is none. */
export function unquotedValue(
  source: Source,
  attributeName: string,
  start: number,
): { value: XmlValue; end: number } | undefined {
  const { text } = source;
  const typographic = typographicEnd(text, start);
  if (typographic !== undefined) {
    const wording = say('the value of attribute "{0}" must be in straight quotes', attributeName);
    source.report('missing-quotes', { start, end: typographic }, wording);
    return { value: unquoted(source, { start: start + 1, end: typographic - 1 }), end: typographic };
  }
  const stop = /\/?>|[\s<]|$/g;
  stop.lastIndex = start;
  const first = stop.exec(text)?.index ?? text.length;
  if (first === start) return undefined;
  const afterName = skipSpace(text, first);
  // In `a= b="…"` the value is missing, and b is the next attribute.
  const isNextAttribute =
    skipSpace(text, start - 1) === start &&
    (/^[^\s=<>"'/]+=/.test(text.slice(start, Math.min(first, start + lookAhead))) ||
      text.charAt(afterName) === '=');
  if (isNextAttribute) return undefined;
  const end = text.charAt(start) === '/' ? pathEnd(text, first) : first;
  const range = { start, end };
  source.report(
    'missing-quotes',
    range,
    say('the value of attribute "{0}" must be in quotes', attributeName),
  );
  return { value: unquoted(source, range), end };
}

/** Reads a value in two pairs of quotes, as in `name=""vda""`; absent where there is none. */
export function doubledQuotesValue(
  source: Source,
  attributeName: string,
  start: number,
): { value: XmlValue; end: number } | undefined {
  const written = /(["'])\1[^\s<>"'=]+\1\1(?=[\s>]|\/>|$)/y;
  written.lastIndex = start;
  if (!written.test(source.text)) return undefined;
  const end = written.lastIndex;
  const wording = say('the value of attribute "{0}" must be in one pair of quotes', attributeName);
  source.report('missing-quotes', { start, end }, wording);
  return { value: unquoted(source, { start: start + 2, end: end - 2 }), end };
}

function unquoted(source: Source, range: TextRange): XmlValue {
  const raw = source.text.slice(range.start, range.end);
  const decoded = attributeText(raw, range.start, (problem) => source.add(problem));
  return { range, text: decoded.replace(/["']$/, ''), form: 'unquoted' };
}

/** The end of a value in quotes as a word processor writes them. */
function typographicEnd(text: string, start: number): number | undefined {
  if (!/[“”„‟«»‘’‚]/.test(text.charAt(start))) return undefined;
  const inside = /[^“”„‟«»‘’‚<>"'\r\n]*[“”„‟«»‘’‚]/y;
  inside.lastIndex = start + 1;
  return inside.test(text) ? inside.lastIndex : undefined;
}

/** The end of a path that has spaces, as in `file=/a b`: up to what can be another attribute, or ends the tag. */
function pathEnd(text: string, from: number): number {
  let end = from;
  for (;;) {
    const word = /[ \t]+[^\s=<>"']+/y;
    word.lastIndex = end;
    if (!word.test(text)) return end;
    const isLast = text.charAt(word.lastIndex) === '>' && text.charAt(word.lastIndex - 1) === '/';
    const next = isLast ? word.lastIndex - 1 : word.lastIndex;
    const isBare = text.slice(end, next).trim() !== '' && /[\s>]/.test(text.charAt(word.lastIndex));
    if (!isBare || text.charAt(skipSpace(text, word.lastIndex)) === '=') return end;
    end = next;
    if (isLast) return end;
  }
}
