import { test } from 'node:test';
import { parseDocument } from '../../../engine/document';
import { assertProblems, unmark } from './marked';

/** A slip, a document with the places marked that are to be reported, and the problems, as `code: message`. */
export type Slip = [slip: string, input: string, expected: string[]];

/** Tests that each slip is reported, and nothing else; also where offsets, characters and bytes differ. */
export function testSlips(slips: readonly Slip[]): void {
  for (const [slip, input, expected] of slips) {
    test(`${slip} is reported once, at its place`, () => checkWellFormed(input, expected));
    if (!canFollowComment(input, expected)) continue;
    test(`${slip} is reported at the same place behind astral characters and CRLF`, () =>
      checkWellFormed(`<!-- 😀 -->\r\n${input.replaceAll('\n', '\r\n')}`, expected));
  }
}

/** What is wrong with a text as a whole is something else behind a comment, and a declaration must come first. */
function canFollowComment(input: string, expected: readonly string[]): boolean {
  return !input.startsWith('<?xml') && !expected.some((each) => /^(?:no-root-element|not-xml)/.test(each));
}

/** Asserts that a marked document has exactly these problems of form. */
export function checkWellFormed(input: string, expected: string[]): void {
  const marked = unmark(input);
  const problems = parseDocument(marked.text).problems.toSorted((a, b) => a.range.start - b.range.start);
  assertProblems(marked, problems, expected);
}
