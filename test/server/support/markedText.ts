import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Position, Range } from 'vscode-languageserver/node';

/** Takes the cursor, written as `|`, out of a text. */
export function atCursor(marked: string): { text: string; position: Position } {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return { text, position: document(text).positionAt(offset) };
}

/** Puts ⟦ and ⟧ around ranges of a text, so that a test can show where they are. */
export function withRanges(text: string, ranges: Range[]): string {
  const lines = document(text);
  const marks = ranges.flatMap(({ start, end }) => [
    { offset: lines.offsetAt(start), mark: '⟦' },
    { offset: lines.offsetAt(end), mark: '⟧' },
  ]);
  return marks
    .toSorted((one, other) => other.offset - one.offset || (one.mark === '⟧' ? 1 : -1))
    .reduce((marked, { offset, mark }) => marked.slice(0, offset) + mark + marked.slice(offset), text);
}

/** Takes ⟦ and ⟧ out of a text. */
export function withoutMarks(marked: string): string {
  return marked.replace(/[⟦⟧]/g, '');
}

function document(text: string): TextDocument {
  return TextDocument.create('memory:text', 'xml', 0, text);
}
