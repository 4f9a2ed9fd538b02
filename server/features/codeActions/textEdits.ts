import type { TextRange, XmlAttribute, XmlElement, XmlText } from '../../../engine/document';
import { escapeAttribute } from '../xmlText';
import { insertion, removal, replacement, type Edit } from './fix';

/** Removes a piece of the text; the line as well if nothing else is on it. */
export function removeWithLine(text: string, { start, end }: TextRange): Edit {
  const lineStart = blankStart(text, start);
  const lineEnd = /[ \t]*(?:\r\n|\r|\n|$)/y;
  lineEnd.lastIndex = end;
  const after = lineEnd.exec(text);
  if (lineStart === undefined || !after) return removal({ start, end });
  // The line break before goes, so that what follows keeps its own.
  const breakLength = text.startsWith('\r\n', lineStart - 2) ? 2 : 1;
  const from = Math.max(0, lineStart - breakLength);
  return removal({ start: from, end: end + after[0].replace(/[\r\n]+$/, '').length });
}

/** Where the line begins on which nothing but blanks stands before `offset`. */
function blankStart(text: string, offset: number): number | undefined {
  let at = offset;
  while (at > 0 && /[ \t]/.test(text.charAt(at - 1))) at -= 1;
  return at === 0 || /[\r\n]/.test(text.charAt(at - 1)) ? at : undefined;
}

/** Removes an attribute with the white space before it. */
export function removeAttribute(text: string, { range }: XmlAttribute): Edit {
  let { start } = range;
  while (/\s/.test(text.charAt(start - 1))) start -= 1;
  // In `<a b="1"c="2"` the white space is all that parts the neighbours.
  const needsSpace = /[^\s/>]/.test(text.charAt(range.end));
  return replacement({ start, end: range.end }, needsSpace ? ' ' : '');
}

/** Gives an element another name, in both of its tags. */
export function renameElement({ name, endTag }: XmlElement, newName: string): Edit[] {
  const edits = [replacement(name.range, newName)];
  if (endTag && endTag.name.range.start !== name.range.start)
    edits.push(replacement(endTag.name.range, newName));
  return edits;
}

/** The character data of an element that is more than white space, in its order. */
export function textsIn({ children }: XmlElement): XmlText[] {
  return children.filter(
    (node): node is XmlText => (node.kind === 'text' || node.kind === 'cdata') && node.content.trim() !== '',
  );
}

/** Writes a text in the place of several pieces of one. What stands between them stays. */
export function writeTexts(texts: readonly XmlText[], value: string): Edit[] {
  return texts.map(({ words }, index) => replacement(words, index === 0 ? escapeAttribute(value) : ''));
}

/** Writes a text into an element, in the place of the one that is there; what else is in it stays. */
export function writeText(element: XmlElement, value: string): Edit[] {
  const { startTag, endTag, name, children } = element;
  const text = escapeAttribute(value);
  if (startTag.form === 'self-closing') {
    const slash = { start: startTag.range.end - 2, end: startTag.range.end };
    return [replacement(slash, `>${text}</${name.text}>`)];
  }
  const texts = textsIn(element);
  if (texts.length > 0) return writeTexts(texts, value);
  const isBlank = children.every(({ kind }) => kind === 'text');
  const { end: start } = startTag.range;
  return [replacement({ start, end: isBlank && endTag ? endTag.range.start : start }, text)];
}

export function isInside(inner: TextRange, { start, end }: TextRange): boolean {
  return inner.start >= start && inner.end <= end;
}

/** Where a new attribute can be written: behind the last one, or behind the name. */
export function attributeSpot({ attributes, name }: XmlElement): number {
  return attributes.at(-1)?.range.end ?? name.range.end;
}

/** On a longer line, nobody cares for the indentation, and looking for its beginning would take too long. */
const longestLine = 1000;

/** The white space at the beginning of the line that `offset` is on. */
export function indentAt(text: string, offset: number): string {
  const before = text.slice(Math.max(0, offset - longestLine), offset);
  const lineStart = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
  if (lineStart === 0 && before.length === longestLine) return '';
  return /^[ \t]*/.exec(before.slice(lineStart))?.[0] ?? '';
}

/** One step of indentation as the document has it: that of the first child element, seen from its parent. */
export function indentStep(text: string, element: XmlElement | undefined): string {
  const child = element?.children.find((node) => node.kind === 'element');
  if (!element || !child) return '  ';
  const [outer, inner] = [indentAt(text, element.range.start), indentAt(text, child.range.start)];
  return inner.startsWith(outer) && inner.length > outer.length ? inner.slice(outer.length) : '  ';
}

/** The line end that a document uses. */
export function lineEndOf(text: string): string {
  return /\r\n|\r|\n/.exec(text)?.[0] ?? '\n';
}

/**
 * Writes markup as the last child of an element: on a line of its own if the element's end tag has one, and with an
 * end tag if the element has been self-closing. Its lines are indented by tabs.
 */
export function appendChild(text: string, element: XmlElement, markup: string): Edit | undefined {
  const lineEnd = lineEndOf(text);
  return appendLines(text, element, (indent, step) =>
    markup
      .split('\n')
      .map((line) => indent + line.replaceAll('\t', step))
      .join(lineEnd),
  );
}

/** The same for markup that is made from the white space before its lines, and from one step of indentation. */
export function appendLines(
  text: string,
  element: XmlElement,
  write: (indent: string, step: string) => string,
): Edit | undefined {
  const { startTag, endTag, range } = element;
  const indent = indentAt(text, range.start);
  const lineEnd = lineEndOf(text);
  if (startTag.form === 'self-closing') {
    const slash = text.lastIndexOf('/', startTag.range.end - 1);
    const from = text.slice(0, slash).trimEnd().length;
    const step = indentStep(text, element.parent);
    const inside = `>${lineEnd}${write(indent + step, step)}${lineEnd}${indent}</${element.name.text}>`;
    return replacement({ start: from, end: startTag.range.end }, inside);
  }
  if (!endTag || startTag.form !== 'open') return undefined;
  const contentEnd = text.slice(startTag.range.end, endTag.range.start).trimEnd().length + startTag.range.end;
  const after = text.slice(contentEnd, endTag.range.start);
  const step = indentStep(text, element);
  const closing = /[\r\n]/.test(after) ? '' : `${lineEnd}${indent}`;
  return insertion(contentEnd, lineEnd + write(indent + step, step) + closing);
}
