import { checkDocument, parseDocument, type DocumentProblem } from '../../../engine/document';
import type { BackupDocument } from '../../documents';
import { applyEdits, type Edit } from './fix';

/**
 * `better`: a text has fewer problems of one of the given codes after the edits than before, and not more of any
 * other; `worse`: it has more of some code.
 */
export type Effect = 'better' | 'neutral' | 'worse';

/**
 * What edits do to a text's problems. Most slips have a context in which the usual way to mend them is wrong, so it is
 * tried out before it is offered.
 */
export function effectOf(
  document: BackupDocument,
  after: Pick<BackupDocument, 'problems'>,
  codes: ReadonlySet<string>,
): Effect {
  const before = countByCode(document.problems());
  const counts = countByCode(after.problems());
  if ([...counts].some(([code, count]) => count > (before.get(code) ?? 0))) return 'worse';
  return [...codes].some((code) => (counts.get(code) ?? 0) < (before.get(code) ?? 0)) ? 'better' : 'neutral';
}

/** The document as it would be after the edits; its lines are those of before. */
export function edited(document: BackupDocument, edits: readonly Edit[]): BackupDocument {
  const xml = parseDocument(applyEdits(document.xml.text, edits));
  let problems: DocumentProblem[] | undefined;
  return { ...document, xml, problems: () => (problems ??= checkDocument(xml, document.schemas)) };
}

function countByCode(problems: readonly DocumentProblem[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { code } of problems) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}
