import { TextEdit, type FormattingOptions } from 'vscode-languageserver/node';
import type { Schemas, TextRange, XmlNode } from '../../../engine/document';
import { toRange, type BackupDocument } from '../../documents';
import { formatContent, formatTopLevel, isLaidOut } from './formatContent';
import { formatTags } from './formatTag';
import { Layout, type SpaceEdit } from './layout';

/** More edits than this take an editor longer to apply than one large one. */
const mostEdits = 10_000;

/**
 * Lays out a document: edits of white space that means nothing, and of nothing else. A document that is not
 * well-formed gets none, since it is not certain what it means.
 * @param within edits the lines of this stretch only
 */
export function format(document: BackupDocument, options: FormattingOptions, within?: TextRange): TextEdit[] {
  const { xml } = document;
  if (xml.problems.some(({ severity }) => severity === 'error')) return [];
  const layout = new Layout(xml.text, options);
  const end = formatTopLevel(layout, xml.nodes, xml.text.startsWith('\uFEFF') ? 1 : 0);
  formatElements(layout, xml.nodes, document.schemas);
  formatEnd(layout, end, xml.text.length, options);

  const lines = within === undefined ? undefined : wholeLines(xml.text, within);
  const edits = layout.edits
    .filter(({ range }) => lines === undefined || (range.end >= lines.start && range.start < lines.end))
    .toSorted((one, other) => one.range.start - other.range.start);
  return (edits.length > mostEdits ? [joined(xml.text, edits)] : edits).map(({ range, newText }) =>
    TextEdit.replace(toRange(document, range), newText),
  );
}

/** One edit in place of many, from the first to the last of them. */
function joined(text: string, edits: readonly SpaceEdit[]): SpaceEdit {
  const start = edits[0]?.range.start ?? 0;
  const parts: string[] = [];
  let end = start;
  for (const { range, newText } of edits) {
    parts.push(text.slice(end, range.start), newText);
    ({ end } = range);
  }
  return { range: { start, end }, newText: parts.join('') };
}

/** The stack is explicit: no depth overflows it. */
function formatElements(layout: Layout, nodes: readonly XmlNode[], schemas: Schemas): void {
  const open = [{ nodes, next: 0 }];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const node = level.nodes[level.next];
    level.next += 1;
    if (node === undefined) open.pop();
    else if (node.kind === 'element') {
      const depth = open.length - 1;
      formatTags(layout, node, depth);
      // Where white space counts, it counts for all that is inside, too.
      if (!isLaidOut(layout, node, schemas)) continue;
      formatContent(layout, node, depth);
      open.push({ nodes: node.children, next: 0 });
    }
  }
}

function formatEnd(layout: Layout, start: number, end: number, options: FormattingOptions): void {
  let lines = layout.linesIn(start, end);
  if (options.trimFinalNewlines === true) lines = Math.min(lines, 1);
  if (options.insertFinalNewline === true) lines = Math.max(lines, 1);
  layout.finalLines(start, end, lines);
}

function wholeLines(text: string, { start, end }: TextRange): TextRange {
  const before = Math.max(text.lastIndexOf('\n', start - 1), text.lastIndexOf('\r', start - 1));
  const lineEnd = /[\r\n]|$/g;
  // A selection of whole lines ends at the start of the next one.
  lineEnd.lastIndex = Math.max(start, end - 1);
  return { start: start === 0 ? 0 : before + 1, end: lineEnd.exec(text)?.index ?? text.length };
}
