import type { Problem } from './problem';

/** A document cannot be read, because it has errors. */
export class DocumentError extends Error {
  override readonly name = 'DocumentError';

  /** @param problems everything that is wrong, in the order of the text; at least one is an error. */
  constructor(readonly problems: readonly Problem[]) {
    const errors = problems.filter((problem) => problem.severity === 'error');
    const [first] = errors;
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
    super(`The document has errors: ${first?.message ?? 'unknown'}${more}`);
  }
}
