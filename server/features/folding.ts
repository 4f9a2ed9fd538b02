import { FoldingRangeKind, type FoldingRange } from 'vscode-languageserver/node';
import type { XmlElement, XmlNode } from '../../engine/document';
import type { BackupDocument } from '../documents';

/**
 * What can be folded away: elements, up to the line before their end tag; start tags over several lines; comments.
 * The last line of such a start tag folds the content alone.
 */
export function foldingRanges(document: BackupDocument): FoldingRange[] {
  const { text, xml } = document;
  const lineOf = (offset: number): number => text.positionAt(offset).line;
  const endOfWords = wordEnds(xml.text);
  const found: FoldingRange[] = [];
  const add = (startLine: number, endLine: number, kind?: FoldingRangeKind): void => {
    if (endLine > startLine) found.push({ startLine, endLine, ...(kind !== undefined && { kind }) });
  };

  const open: { nodes: readonly XmlNode[]; next: number }[] = [{ nodes: xml.nodes, next: 0 }];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const node = level.nodes[level.next];
    level.next += 1;
    if (node === undefined) open.pop();
    else if (node.kind === 'comment') {
      add(lineOf(node.range.start), lineOf(node.range.end), FoldingRangeKind.Comment);
    } else if (node.kind === 'cdata') add(lineOf(node.range.start), lineOf(node.range.end));
    else if (node.kind === 'element') {
      const { startTag } = node;
      const [first, tagEnd] = [lineOf(startTag.range.start), lineOf(startTag.range.end)];
      const last = lastContentLine(node, lineOf, endOfWords);
      // An editor folds a line in one way only, so the element comes before its start tag.
      if (last > tagEnd) add(first, last);
      else add(first, tagEnd);
      if (tagEnd > first) add(tagEnd, last);
      open.push({ nodes: node.children, next: 0 });
    }
  }
  return found;
}

/** The last line that disappears: the end tag stays in view if it has a line of its own. */
function lastContentLine(
  { startTag, endTag, range }: XmlElement,
  lineOf: (offset: number) => number,
  endOfWords: (offset: number) => number,
): number {
  if (startTag.form === 'self-closing') return -1;
  return endTag ? lineOf(endTag.range.start) - 1 : lineOf(endOfWords(range.end));
}

/** Gives the end of what precedes an offset, white space left out. Many elements can end at one place. */
function wordEnds(text: string): (offset: number) => number {
  const known = new Map<number, number>();
  return (offset) => {
    let end = known.get(offset) ?? offset;
    while (end > 0 && /\s/.test(text.charAt(end - 1))) end -= 1;
    known.set(offset, end);
    return end;
  };
}
