import type { DocumentProblem, ProblemCode } from '../problemCodes';
import type { XmlDocument } from '../xml/tree';

/** What says that a name is not the right one, or not in its place. */
const wrongNames: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'duplicate-attribute',
  'misplaced-attribute',
  'misplaced-element',
  'unknown-attribute',
  'unknown-element',
]);

/** What is told by how a checkpoint is named. */
const aboutCheckpoints: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'missing-checkpoint',
  'partial-increment',
]);

/**
 * What is wrong with a document's meaning, without what only follows from a name that has been reported: where
 * something may be meant as "incremental", or that stands in the wrong place, no checkpoint is missing.
 */
export function withoutConsequences(
  { text }: XmlDocument,
  reported: readonly DocumentProblem[],
  meaning: readonly DocumentProblem[],
): readonly DocumentProblem[] {
  const isIncremental = ({ code, range, meant, offers = [] }: DocumentProblem): boolean => {
    if (!wrongNames.has(code)) return false;
    if (text.slice(range.start, range.end) === 'incremental') return true;
    return meant === undefined ? offers.includes('incremental') : meant === 'incremental';
  };
  if (!meaning.some(({ code }) => aboutCheckpoints.has(code)) || !reported.some(isIncremental))
    return meaning;
  return meaning.filter(({ code }) => !aboutCheckpoints.has(code));
}
