import type { SelectionRange } from 'vscode-languageserver/node';
import type { TextRange, XmlElement, XmlNode } from '../../engine/document';
import { toRange, type BackupDocument } from '../documents';

/** So many steps are given, from the inside; a longer chain could be too deep for JSON, and nobody goes on for so long. */
const mostSteps = 200;

/**
 * The stretches around `offset`, each inside the next one: value, quoted value, attribute, all attributes, tag,
 * element, content of the parent, and so on.
 */
export function selectionRange(document: BackupDocument, offset: number): SelectionRange {
  const { text } = document.xml;
  const steps: TextRange[] = [{ start: 0, end: text.length }];
  let nodes: readonly XmlNode[] | undefined = document.xml.nodes;
  while (nodes !== undefined) {
    const node = nodeAt(nodes, offset);
    nodes = undefined;
    if (node === undefined) break;
    steps.push(node.range);
    if (node.kind === 'text') steps.push(node.words);
    if (node.kind === 'comment') steps.push(...commentSteps(text, node.range));
    if (node.kind === 'element') {
      const inside = insideElement(text, node, offset);
      steps.push(...inside.steps);
      nodes = inside.children;
    }
  }
  return chain(document, steps, offset);
}

/** The node around `offset`; between two, the later one, unless that is white space behind something else. */
function nodeAt(nodes: readonly XmlNode[], offset: number): XmlNode | undefined {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nodes[middle]?.range.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const [before, last] = [nodes[low - 2], nodes[low - 1]];
  const isLayout = last?.kind === 'text' && last.words.start === last.words.end;
  if (before?.range.end === offset && (last === undefined || isLayout)) return before;
  return last !== undefined && offset <= last.range.end ? last : undefined;
}

function insideElement(
  text: string,
  element: XmlElement,
  offset: number,
): { steps: TextRange[]; children?: readonly XmlNode[] } {
  const { startTag, endTag, name, range, children } = element;
  if (offset < startTag.range.end || startTag.form === 'self-closing') {
    return { steps: [startTag.range, ...inStartTag(text, element, offset)] };
  }
  if (endTag && offset > endTag.range.start) return { steps: [endTag.range, endTag.name.range] };
  if (offset === startTag.range.end && children[0]?.range.start !== offset) {
    return { steps: [startTag.range, name.range] };
  }
  const content = { start: startTag.range.end, end: endTag?.range.start ?? range.end };
  return { steps: [content], children };
}

function inStartTag(text: string, { name, attributes }: XmlElement, offset: number): TextRange[] {
  const [first, last] = [attributes[0], attributes.at(-1)];
  if (first === undefined || last === undefined || offset < first.range.start) return [name.range];
  const all = { start: first.range.start, end: last.range.end };
  const attribute = attributes.find(({ range }) => range.start <= offset && offset <= range.end);
  if (attribute === undefined) return [all];
  const { value } = attribute;
  if (value === undefined || offset <= attribute.name.range.end) {
    return [all, attribute.range, attribute.name.range];
  }
  const quoted = quotedRange(text, value.range);
  return [all, attribute.range, quoted, value.range];
}

function quotedRange(text: string, { start, end }: TextRange): TextRange {
  const isQuote = (at: number): boolean => text.charAt(at) === '"' || text.charAt(at) === "'";
  return { start: isQuote(start - 1) ? start - 1 : start, end: isQuote(end) ? end + 1 : end };
}

function commentSteps(text: string, { start, end }: TextRange): TextRange[] {
  const inside = text.slice(start, end).replace(/-->$/, '').slice('<!--'.length);
  const from = start + '<!--'.length + (inside.length - inside.trimStart().length);
  return [{ start: from, end: from + inside.trim().length }];
}

/** Links the steps, outermost first; those that do not hold `offset` or are not really inside the last one fall out. */
function chain(document: BackupDocument, steps: readonly TextRange[], offset: number): SelectionRange {
  const kept: TextRange[] = [];
  for (const step of steps) {
    const outer = kept.at(-1);
    const holds = step.start <= offset && offset <= step.end;
    const isInside =
      outer === undefined ||
      (step.start >= outer.start && step.end <= outer.end && length(step) < length(outer));
    if (holds && isInside) kept.push(step);
  }
  let chained: SelectionRange | undefined;
  for (const step of kept.slice(-mostSteps)) {
    chained = { range: toRange(document, step), ...(chained && { parent: chained }) };
  }
  return chained ?? { range: toRange(document, { start: offset, end: offset }) };
}

function length({ start, end }: TextRange): number {
  return end - start;
}
