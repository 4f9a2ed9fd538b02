/** A place in a text as people count: both from 1, columns in UTF-16 code units. */
export interface TextPosition {
  line: number;
  column: number;
}

/** The line and column of an offset (UTF-16 code units). Lines end with LF, CRLF or CR. */
export function positionAt(text: string, offset: number): TextPosition {
  let line = 1;
  let lineStart = 0;
  const lineEnd = /\r\n|\r|\n/g;
  for (
    let match = lineEnd.exec(text);
    match !== null && lineEnd.lastIndex <= offset;
    match = lineEnd.exec(text)
  ) {
    line += 1;
    lineStart = lineEnd.lastIndex;
  }
  return { line, column: offset - lineStart + 1 };
}
