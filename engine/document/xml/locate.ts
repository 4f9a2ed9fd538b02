import type { TextRange } from '../problem';
import { attributeText, contentText } from './references';
import type { XmlAttribute, XmlDocument, XmlElement, XmlEndTag, XmlNode, XmlText } from './tree';

/**
 * What an offset of a text is in. `range` is what a completion would replace, and `prefix` what of it stands
 * before the offset, references decoded.
 */
export type Location =
  /** In the name of a start tag, which may be empty: `<|`. Offer what may stand in `element.parent`. */
  | { kind: 'element-name'; element: XmlElement; range: TextRange; prefix: string }
  /** In an attribute's name, or, `attribute` absent, where one could begin: `<disk |`. */
  | {
      kind: 'attribute-name';
      element: XmlElement;
      attribute?: XmlAttribute;
      range: TextRange;
      prefix: string;
    }
  /** In an attribute's value. `attribute.value` is absent right behind `=`: quotes must be written, too. */
  | {
      kind: 'attribute-value';
      element: XmlElement;
      attribute: XmlAttribute;
      range: TextRange;
      prefix: string;
    }
  /** In the name of an end tag; `element` is the one that it ends, or the innermost one that is open there. */
  | { kind: 'end-tag'; element?: XmlElement; range: TextRange; prefix: string }
  /** In the content of `element` (absent: outside the root). */
  | { kind: 'text'; element?: XmlElement; range: TextRange; prefix: string }
  /** Where there is nothing to offer or to explain; `element` is the one around it. */
  | {
      kind: 'comment' | 'cdata' | 'instruction' | 'doctype' | 'punctuation';
      element?: XmlElement;
      range: TextRange;
      prefix: string;
    };

/** A longer prefix is nothing that somebody is typing; its references are left as they are, which takes no time. */
const longestPrefix = 10_000;

/** Tells what the character before and after `offset` (UTF-16 code units) belong to. Never fails. */
export function locate(document: XmlDocument, offset: number): Location {
  const { text } = document;
  let element: XmlElement | undefined;
  let nodes: readonly XmlNode[] = document.nodes;
  for (;;) {
    const node = nodeAround(text, nodes, offset);
    if (!node || node.kind === 'text') return textLocation(document, element, node, offset);
    if (node.kind === 'stray-end-tag') return endTagLocation(text, node, element, offset);
    if (node.kind !== 'element') {
      const { kind, range } = node;
      return { kind, ...(element && { element }), range, prefix: text.slice(range.start, offset) };
    }
    const { startTag, endTag } = node;
    if (offset < startTag.range.end || (startTag.form === 'unfinished' && offset === startTag.range.end)) {
      return startTagLocation(text, node, offset);
    }
    if (endTag && offset > endTag.range.start) return endTagLocation(text, endTag, node, offset);
    element = node;
    nodes = node.children;
  }
}

/**
 * The node that `offset` is inside of. Between two nodes it is in neither, except that an unfinished one goes on
 * at its end: there the next key belongs to it.
 */
function nodeAround(text: string, nodes: readonly XmlNode[], offset: number): XmlNode | undefined {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nodes[middle]?.range.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  const before = nodes[low - 1];
  if (before && (offset < before.range.end || (offset === before.range.end && isOpenEnded(text, before)))) {
    return before;
  }
  const after = nodes[low];
  return after?.kind === 'text' && after.range.start === offset ? after : undefined;
}

const terminators = { comment: '-->', cdata: ']]>', instruction: '?>', doctype: '>', 'stray-end-tag': '>' };

function isOpenEnded(text: string, node: XmlNode): boolean {
  if (node.kind === 'text') return true;
  const source = text.slice(node.range.start, node.range.end);
  if (node.kind !== 'element') return !source.endsWith(terminators[node.kind]);
  if (node.startTag.form === 'self-closing') return false;
  return !node.endTag || !source.endsWith('>');
}

function textLocation(
  document: XmlDocument,
  element: XmlElement | undefined,
  node: XmlText | undefined,
  offset: number,
): Location {
  const words = node?.words ?? { start: offset, end: offset };
  const range = offset >= words.start && offset <= words.end ? words : { start: offset, end: offset };
  const prefix = decoded(document.text, range.start, offset, contentText);
  return { kind: 'text', ...(element && { element }), range, prefix };
}

function decoded(text: string, start: number, end: number, decode: typeof contentText): string {
  const raw = text.slice(start, end);
  return raw.length > longestPrefix ? raw : decode(raw, start);
}

function endTagLocation(
  text: string,
  endTag: XmlEndTag,
  element: XmlElement | undefined,
  offset: number,
): Location {
  const { range } = endTag.name;
  if (offset < range.start || offset > range.end) {
    return {
      kind: 'punctuation',
      ...(element && { element }),
      range: { start: offset, end: offset },
      prefix: '',
    };
  }
  return { kind: 'end-tag', ...(element && { element }), range, prefix: text.slice(range.start, offset) };
}

function startTagLocation(text: string, element: XmlElement, offset: number): Location {
  const name = element.name.range;
  if (offset <= name.end) {
    return { kind: 'element-name', element, range: name, prefix: text.slice(name.start, offset) };
  }
  const attribute = element.attributes.findLast(({ range }) => range.start <= offset);
  if (attribute) {
    const inside = attributeLocation(text, attribute, offset);
    if (inside) return inside;
  }
  const range = { start: offset, end: offset };
  const before = text.slice(attribute?.range.end ?? name.end, offset);
  // A comment must not be there, and nothing is offered in one.
  if (before.lastIndexOf('<!--') > before.lastIndexOf('-->'))
    return { kind: 'comment', element, range, prefix: '' };
  const kind = /\s/.test(text.charAt(offset - 1)) ? 'attribute-name' : 'punctuation';
  return { kind, element, range, prefix: '' };
}

function attributeLocation(text: string, attribute: XmlAttribute, offset: number): Location | undefined {
  const { element, name, value, range } = attribute;
  if (offset <= name.range.end) {
    const prefix = text.slice(name.range.start, offset);
    return { kind: 'attribute-name', element, attribute, range: name.range, prefix };
  }
  const here = { start: offset, end: offset };
  if (!value) {
    const between = text.slice(name.range.end, offset).trim();
    if (between !== '=') return undefined;
    return { kind: 'attribute-value', element, attribute, range: here, prefix: '' };
  }
  if (offset >= value.range.start && offset <= value.range.end) {
    const prefix = decoded(text, value.range.start, offset, attributeText);
    return { kind: 'attribute-value', element, attribute, range: value.range, prefix };
  }
  return offset <= range.end ? { kind: 'punctuation', element, range: here, prefix: '' } : undefined;
}
