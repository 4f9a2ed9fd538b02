import { inspect } from 'node:util';

/**
 * @typedef {object} TestResult one result of node:test
 * @property {string} name
 * @property {number} nesting how many suites or tests it stands in
 * @property {string} [file]
 * @property {'passed' | 'failed' | 'failed inside'} outcome 'failed inside' has only failures that were counted before
 * @property {'suite' | 'test'} kind
 * @property {string} [excuse] why it did not run: it was skipped, or is still to be written
 * @property {unknown} [error] what it failed with
 */

/** Counts the results of every stage. */
export class Tally {
  passed = 0;
  /** @type {string[]} what failed, and below it why: the end of a run is all that some CI shows */
  failures = [];

  /**
   * @param {string} what
   * @param {unknown} [error] why
   */
  fail(what, error) {
    this.failures.push([what, ...linesOf(error)].join('\n      '));
  }

  /** The line that ends a run. */
  get summary() {
    return `${this.passed} passed, ${this.failures.length} failed`;
  }
}

/** How many lines of an error's message are shown: a comparison of two long values has hundreds. */
const MESSAGE_LINES = 12;

/**
 * @param {unknown} error
 * @returns {string[]} the beginning of its message, and where it was thrown
 */
function linesOf(error) {
  if (error === undefined) return [];
  if (!(error instanceof Error)) return [inspect(error)];
  const message = error.message.split('\n').filter((line) => line.trim() !== '');
  const place = error.stack?.split('\n').find((line) => /^\s+at /.test(line));
  return [...message.slice(0, MESSAGE_LINES), ...(place === undefined ? [] : [place.trim()])];
}

/**
 * Makes the function that counts the results of one run of node:test. A test counts when no other stands in it.
 * One that did not run counts as failed: nothing is skipped in silence.
 * @param {Tally} tally
 * @returns {(result: TestResult) => void} to be called in order within a file, as node:test reports: inner tests
 *   before the one around them
 */
export function testCounter(tally) {
  /** @type {Map<string, number>} by file: the nesting of the result before */
  const before = new Map();
  return ({ name, nesting, file = '', outcome, kind, excuse, error }) => {
    const isAround = (before.get(file) ?? 0) > nesting;
    before.set(file, nesting);
    const label = `${file}: ${name}`;
    if (excuse !== undefined) {
      tally.fail(`${label} (did not run: ${excuse})`);
    } else if (outcome === 'failed') {
      tally.fail(name === file ? `${file} ended with an error outside its tests` : label, error);
    } else if (outcome === 'passed' && name === file && !isAround) {
      // The file's own result, or the suite that stands for it, holds no other only when the file ran no test.
      tally.fail(`${file} holds no test, or ended before its first one did`);
    } else if (outcome === 'passed' && kind === 'test' && !isAround) {
      tally.passed++;
    }
  };
}
