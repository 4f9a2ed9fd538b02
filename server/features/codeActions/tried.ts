import * as l10n from '@vscode/l10n';
import type { DocumentProblem } from '../../../engine/document';
import type { BackupDocument } from '../../documents';
import { applyEdits, type Fix } from './fix';
import { difference } from './fixAll';
import { fixesFor } from './makers';
import type { Trials } from './trials';

/** What a change can call for, such as the server of pull mode, and a fix can give at once. */
const suppliable: ReadonlySet<DocumentProblem['code']> = new Set<DocumentProblem['code']>([
  'missing-attribute',
  'missing-element',
]);

/**
 * A fix as it can be offered: it mends its problem and makes no other. One that only calls for something more is given
 * with that. Absent: it does not help, or there was no time to try it out.
 */
export function tried(
  document: BackupDocument,
  problem: DocumentProblem,
  mend: Fix,
  trials: Trials,
): Fix | undefined {
  const after = trials.after(mend.edits);
  if (!after) return undefined;
  const codes = new Set([problem.code]);
  if (trials.effectOf(after, codes) === 'better') return mend;
  // Where a whole part of the document has not been looked at, mending that is another matter.
  const supplements = mend.uncovers === 'anything' ? [] : supplementsFor(document, after);
  for (const more of supplements) {
    const edits = [difference(document.xml.text, applyEdits(after.xml.text, more.edits))];
    const whole = trials.after(edits);
    if (whole && trials.effectOf(whole, codes) === 'better')
      return { ...mend, title: l10n.t('{0}, then: {1}', mend.title, more.title), edits };
  }
  return trials.effectOf(after, codes, mend.uncovers) === 'better' ? mend : undefined;
}

/** A missing attribute may have several values, of which one does; more are not worth the time. */
const mostSupplements = 3;

/** What may mend the first thing that is lacking only after a change. */
function supplementsFor(before: BackupDocument, after: BackupDocument): Fix[] {
  const known = new Set(before.problems.finish().map(({ code, message }) => `${code} ${message}`));
  const lacking = after.problems
    .finish()
    .find(({ code, message }) => suppliable.has(code) && !known.has(`${code} ${message}`));
  return lacking ? fixesFor(after, lacking).slice(0, mostSupplements) : [];
}
