import assert from 'node:assert/strict';
import type { Problem, TextRange } from '../../../engine/document';

/** A text with the ranges that ⟦ and ⟧ mark in it, in the order of their beginnings. */
export interface MarkedText {
  text: string;
  ranges: TextRange[];
}

/** Takes the marks out of a text. Marks may be nested; a mark around nothing is an empty range. */
export function unmark(input: string): MarkedText {
  const ranges: TextRange[] = [];
  const open: TextRange[] = [];
  let text = '';
  for (const part of input.split(/([⟦⟧])/u)) {
    if (part === '⟦') {
      const range = { start: text.length, end: text.length };
      ranges.push(range);
      open.push(range);
    } else if (part === '⟧') {
      const range = open.pop();
      assert(range, 'every ⟧ has its ⟦');
      range.end = text.length;
    } else text += part;
  }
  assert.equal(open.length, 0, 'every ⟦ has its ⟧');
  return { text, ranges };
}

/** Marks the ranges of problems in a text, so that a failed comparison can be read. */
function mark(text: string, ranges: readonly TextRange[]): string {
  const marks = ranges.flatMap(({ start, end }, index) => [
    { at: start, order: index, mark: '⟦' },
    { at: end, order: start === end ? index + 0.5 : -index - 1, mark: '⟧' },
  ]);
  let result = text;
  for (const each of marks.toSorted((a, b) => b.at - a.at || b.order - a.order)) {
    result = result.slice(0, each.at) + each.mark + result.slice(each.at);
  }
  return result;
}

/** Asserts that the problems are the expected ones, each as `code: message`, in the order of the marked ranges. */
export function assertProblems(
  { text, ranges }: MarkedText,
  problems: readonly Problem[],
  expected: readonly string[],
): void {
  assert.deepEqual(
    problems.map(({ code, message }) => `${code}: ${message}`),
    expected,
  );
  const actual = problems.map(({ range }) => range);
  assert.deepEqual(actual, ranges, `marked are ${mark(text, ranges)}, reported are ${mark(text, actual)}`);
}

/** A text without its cursor, which is written as |. */
export function uncursor(input: string): { text: string; offset: number } {
  const offset = input.indexOf('|');
  assert(offset >= 0, 'there is a cursor');
  return { text: input.slice(0, offset) + input.slice(offset + 1), offset };
}
