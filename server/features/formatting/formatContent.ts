import { describeElement, type Schemas, type XmlElement, type XmlNode } from '../../../engine/document';
import { isSpace, type Layout } from './layout';

/**
 * Whether white space between the tags inside an element means nothing. It does wherever there is text, and it may
 * wherever there could be some; with `xml:space="preserve"` the author says that it does.
 */
export function isLaidOut(layout: Layout, element: XmlElement, schemas: Schemas): boolean {
  const { attributes, children } = element;
  if (attributes.some(({ name, value }) => name.text === 'xml:space' && value?.text === 'preserve'))
    return false;
  const holdsText = children.some(
    ({ kind, range }) =>
      kind === 'cdata' || (kind === 'text' && !isSpace(layout.slice(range.start, range.end))),
  );
  if (holdsText) return false;
  if (children.some(({ kind }) => kind === 'element')) return true;
  const known = describeElement(element, schemas);
  return known !== undefined && known.text === undefined;
}

/** Lays out the white space between the tags, comments and instructions inside an element at `depth`. */
export function formatContent(
  layout: Layout,
  { startTag, endTag, children }: XmlElement,
  depth: number,
): void {
  if (endTag === undefined) return;
  const nodes = children.filter(({ kind }) => kind !== 'text');
  const { isOnLines, end } = formatNodes(layout, nodes, startTag.range.end, depth + 1);
  const close = endTag.range.start;
  const takesLines =
    isOnLines || layout.linesIn(end, close) > 0 || nodes.some(({ kind }) => kind === 'element');
  if (takesLines) layout.lines(end, close, 0, depth);
  else layout.space(end, close, nodes.length === 0 || end === close ? '' : ' ');
}

/** Lays out the white space around the elements, comments and instructions at the top level. */
export function formatTopLevel(layout: Layout, nodes: readonly XmlNode[], textStart: number): number {
  const [first, ...others] = nodes;
  if (first === undefined) return textStart;
  layout.space(textStart, first.range.start, '');
  return formatNodes(layout, others, first.range.end, 0, 'after another').end;
}

/** Lays out what is before each of some nodes; the first of them stands behind what ends at `from`. */
function formatNodes(
  layout: Layout,
  nodes: readonly XmlNode[],
  from: number,
  depth: number,
  place: 'first inside' | 'after another' = 'first inside',
): { isOnLines: boolean; end: number } {
  let end = from;
  let isOnLines = false;
  for (const [index, { kind, range }] of nodes.entries()) {
    const lines = layout.linesIn(end, range.start);
    isOnLines ||= lines > 0;
    // A comment behind a tag is about that tag.
    if (lines === 0 && kind !== 'element') layout.space(end, range.start, end === range.start ? '' : ' ');
    else {
      const mayBeBlank = index > 0 || place === 'after another';
      layout.lines(end, range.start, mayBeBlank && lines > 1 ? 1 : 0, depth);
    }
    ({ end } = range);
  }
  return { isOnLines, end };
}
