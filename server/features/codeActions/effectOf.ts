import { checking, parseDocument, Task, type DocumentProblem } from '../../../engine/document';
import type { BackupDocument } from '../../documents';
import { applyEdits, type Edit, type Uncovered } from './fix';

/**
 * `better`: a text has fewer problems of one of the given codes after the edits than before, and not more of any
 * other but those that were only hidden, or are only worth knowing; `worse`: it has more of some code.
 */
export type Effect = 'better' | 'neutral' | 'worse';

/**
 * What edits do to a text's problems. Most slips have a context in which the usual way to mend them is wrong, so it is
 * tried out before it is offered.
 */
export function effectOf(
  document: BackupDocument,
  after: BackupDocument,
  codes: ReadonlySet<string>,
  uncovered: Uncovered = [],
): Effect {
  const problems = document.problems.finish();
  const isCounted = ({ severity, code }: DocumentProblem): boolean =>
    severity !== 'information' || codes.has(code);
  const before = countByCode(problems);
  // What is only worth knowing stands against no fix.
  const counts = countByCode(comparable(problems, document, after).filter(isCounted));
  const hidden: readonly string[] | 'anything' = uncovered;
  const counted = [...counts].filter(
    ([code]) => codes.has(code) || (hidden !== 'anything' && !hidden.includes(code)),
  );
  if (counted.some(([code, count]) => count > (before.get(code) ?? 0))) return 'worse';
  return [...codes].some((code) => (counts.get(code) ?? 0) < (before.get(code) ?? 0)) ? 'better' : 'neutral';
}

/** The document as it would be after the edits; its lines are those of before. */
export function edited(document: BackupDocument, edits: readonly Edit[]): BackupDocument {
  const xml = parseDocument(applyEdits(document.xml.text, edits));
  return { ...document, xml, problems: new Task(checking(xml, document.schemas)) };
}

/** The problems after an edit. Where not all were listed before, those are left out that have moved up since. */
function comparable(
  before: readonly DocumentProblem[],
  document: BackupDocument,
  after: BackupDocument,
): DocumentProblem[] {
  const all = after.problems.finish();
  const last = before.at(-1);
  if (last?.code !== 'more-problems') return all;
  const end = last.range.start + after.xml.text.length - document.xml.text.length;
  return all.filter(({ range, code }) => range.start <= end && code !== 'more-problems');
}

function countByCode(problems: readonly DocumentProblem[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { code } of problems) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}
