import type { DocumentProblem, ProblemCode } from '../problemCodes';

/** What is wrong with the form of a text. */
const ofForm: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'undefined-entity',
  'unescaped-ampersand',
  'unescaped-cdata-end',
]);

/**
 * Where there must be no text, its form is no matter; and what a CDATA section without end has swallowed is no text that
 * anybody has written.
 * @param form what is wrong with the form of a document, and `found` what its schema does not allow
 */
export function joinTextProblems(
  form: readonly DocumentProblem[],
  found: readonly DocumentProblem[],
): DocumentProblem[] {
  const texts = found.filter(({ code }) => code === 'unexpected-text');
  if (texts.length === 0 || form.length === 0) return [...form, ...found];
  const isIn = (problem: DocumentProblem, { range }: DocumentProblem): boolean =>
    problem.range.start >= range.start && problem.range.start < range.end;
  const [unclosed] = form.filter(({ code }) => code === 'unclosed-cdata');
  const swallowed = unclosed && texts.find((text) => isIn(unclosed, text));
  const own = texts.filter((text) => text !== swallowed);
  return [
    ...form.filter((problem) => !ofForm.has(problem.code) || !own.some((text) => isIn(problem, text))),
    ...found.filter((problem) => problem !== swallowed),
  ];
}
