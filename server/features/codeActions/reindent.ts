import type { TextRange, XmlNode } from '../../../engine/document';
import { inOrder, insertion, removal, type Edit } from './fix';

/** One step of indentation, more or less. */
export type Indentation = { add: string } | { remove: string };

/**
 * Moves the lines that begin inside `range` by one step of indentation. Only lines that begin between tags are moved:
 * white space anywhere else may be a part of a value, a text or a comment.
 */
export function reindent(
  nodes: readonly XmlNode[],
  range: TextRange,
  change: Indentation,
  text = '',
): Edit[] {
  const edits: Edit[] = [];
  const open = [...nodes];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === 'element') open.push(...node.children);
    if (node.kind !== 'text' || node.words.start !== node.words.end) continue;
    // The last line of a gap is the one that something stands on.
    const lineStart = lastLineStart(node.content, node.range);
    if (lineStart === undefined || lineStart <= range.start || lineStart >= range.end) continue;
    if ('add' in change) edits.push(insertion(lineStart, change.add));
    else if (text.startsWith(change.remove, lineStart)) {
      edits.push(removal({ start: lineStart, end: lineStart + change.remove.length }));
    }
  }
  return edits;
}

function lastLineStart(content: string, { end }: TextRange): number | undefined {
  // Line breaks are line feeds in the content, whatever they are in the text; what follows the last is the same.
  const at = content.lastIndexOf('\n');
  return at === -1 ? undefined : end - (content.length - at - 1);
}

/** Those of some edits that touch none of the others. */
export function uncovered(edits: readonly Edit[], others: readonly Edit[]): Edit[] {
  const sorted = inOrder(others);
  let next = 0;
  return inOrder(edits).filter(({ range }) => {
    while ((sorted[next]?.range.end ?? Number.POSITIVE_INFINITY) < range.start) next += 1;
    return (sorted[next]?.range.start ?? Number.POSITIVE_INFINITY) > range.end;
  });
}
