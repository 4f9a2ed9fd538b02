import type { FormattingOptions } from 'vscode-languageserver/node';
import type { TextRange } from '../../../engine/document';

/** A stretch of white space, and what is to stand in its place. */
export interface SpaceEdit {
  range: TextRange;
  newText: string;
}

/** Deeper elements are not indented any further: the text would grow with the square of the depth. */
const deepestIndent = 100;
const widestTab = 16;

/** How a text is to be laid out, and the edits that this takes so far. */
export class Layout {
  readonly edits: SpaceEdit[] = [];
  readonly #text: string;
  readonly #unit: string;
  readonly #lineEnd: string;

  constructor(text: string, { insertSpaces, tabSize }: FormattingOptions) {
    this.#text = text;
    this.#unit = insertSpaces ? ' '.repeat(Math.min(Math.max(0, tabSize), widestTab)) : '\t';
    this.#lineEnd = firstLineEnd(text) ?? '\n';
  }

  /** What stands in a stretch now. */
  slice(start: number, end: number): string {
    return this.#text.slice(start, end);
  }

  /** How many lines end in a stretch. */
  linesIn(start: number, end: number): number {
    return this.#text.slice(start, end).match(lineEnds)?.length ?? 0;
  }

  /** White space between two things on one line. */
  space(start: number, end: number, wanted: '' | ' '): void {
    this.#replace(start, end, wanted);
  }

  /** The end of a line, blank lines behind it, and the indentation of the next one. Line ends keep their kind. */
  lines(start: number, end: number, blankLines: number, depth: number): void {
    const lineEnd = firstLineEnd(this.#text.slice(start, end)) ?? this.#lineEnd;
    const indentation = this.#unit.repeat(Math.min(depth, deepestIndent));
    this.#replace(start, end, lineEnd.repeat(1 + blankLines) + indentation);
  }

  /** The end of the text. */
  finalLines(start: number, end: number, count: number): void {
    const lineEnd = firstLineEnd(this.#text.slice(start, end)) ?? this.#lineEnd;
    this.#replace(start, end, lineEnd.repeat(count));
  }

  #replace(start: number, end: number, newText: string): void {
    const present = this.#text.slice(start, end);
    // Whatever happens, nothing but white space is ever touched.
    if (present === newText || !isSpace(present)) return;
    this.edits.push({ range: { start, end }, newText });
  }
}

const lineEnds = /\r\n|\r|\n/g;

function firstLineEnd(text: string): string | undefined {
  return /\r\n|\r|\n/.exec(text)?.[0];
}

/** Whether a text is white space as XML understands it, and written as such; a reference such as `&#32;` is not. */
export function isSpace(text: string): boolean {
  return /^[ \t\r\n]*$/.test(text);
}
