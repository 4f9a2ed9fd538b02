import type { Problem } from './problem';
import { say, type Wording, type Words } from './wording';

/** A document cannot be read, because it has errors. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';
  /** What `message` says in English. */
  readonly wording: Wording;

  /** @param problems everything that is wrong, in the order of the text; at least one is an error. */
  constructor(readonly problems: readonly Problem[]) {
    const errors = problems.filter((problem) => problem.severity === 'error');
    const [first] = errors;
    const told = first ?? 'unknown';
    const wording = wordingOf(told, errors.length - 1);
    super(wording.message);
    this.wording = wording;
  }
}

function wordingOf(first: Words, others: number): Wording {
  if (others < 1) return say('The document has errors: {0}', first);
  // Not every language says one more and several more alike.
  return others === 1
    ? say('The document has errors: {0} (and 1 more)', first)
    : say('The document has errors: {0} (and {1} more)', first, String(others));
}
