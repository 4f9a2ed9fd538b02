/** A place in a text as people count: both from 1, columns in UTF-16 code units. */
export interface TextPosition {
  line: number;
  column: number;
}

/** A text's lines, found once, so that many offsets can be placed quickly. Lines end with LF, CRLF or CR. */
export class TextLines {
  private readonly starts = [0];

  constructor(text: string) {
    for (const end of text.matchAll(/\r\n|\r|\n/g)) this.starts.push(end.index + end[0].length);
  }

  /** The line and column of an offset in UTF-16 code units. */
  positionAt(offset: number): TextPosition {
    let line = 0;
    // The last line that starts at or before the offset, by halving.
    for (let beyond = this.starts.length; beyond - line > 1;) {
      const middle = (line + beyond) >> 1;
      if ((this.starts[middle] ?? 0) <= offset) line = middle;
      else beyond = middle;
    }
    return { line: line + 1, column: offset - (this.starts[line] ?? 0) + 1 };
  }
}
