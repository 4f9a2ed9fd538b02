import type { DocumentProblem } from '../../../engine/document';
import type { BackupDocument } from '../../documents';
import { replacement, type Edit } from './fix';
import { edited, effectOf } from './effectOf';
import { fixesFor } from './makers';
import type { Trials } from './trials';

/** Mending one slip can show another; more rounds than these are not worth the time. */
const mostRounds = 3;

/** The kinds of problems that have a certain fix whose making takes no longer in a longer document. */
const mendable: ReadonlySet<DocumentProblem['code']> = new Set<DocumentProblem['code']>([
  'dashes-in-comment',
  'duplicate-attribute',
  'invalid-text',
  'invalid-value',
  'mismatched-end-tag',
  'misplaced-xml-declaration',
  'missing-equals',
  'missing-quotes',
  'missing-slash',
  'missing-space',
  'unclosed-element',
  'unclosed-start-tag',
  'unescaped-ampersand',
  'unescaped-cdata-end',
  'unescaped-less-than',
  'unfinished-end-tag',
  'unexpected-character',
  'unexpected-text',
  'unknown-attribute',
  'unknown-element',
]);

/** One edit that does all that is certain, or `undefined` where there is nothing of the kind. */
export function fixAll(document: BackupDocument, trials: Trials): Edit | undefined {
  const before = document.xml.text;
  let current = document;
  for (let round = 0; round < mostRounds; round += 1) {
    if (trials.time() === 'over') break;
    const next = afterAll(current, certainEdits(current), trials);
    if (!next) break;
    current = next;
  }
  return current === document ? undefined : difference(before, current.xml.text);
}

/** The document after as many of the fixes as go together; absent if none does. One that makes a problem is left out. */
function afterAll(
  document: BackupDocument,
  fixes: readonly Edit[][],
  trials: Trials,
): BackupDocument | undefined {
  let kept: Edit[][] = [];
  let after: BackupDocument | undefined;
  const open = fixes.length > 0 ? [fixes] : [];
  for (let some = open.pop(); some && trials.time() === 'left'; some = open.pop()) {
    const next = edited(document, [...kept, ...some].flat());
    if (effectOf(document, next, mendable) === 'better') {
      kept = [...kept, ...some];
      after = next;
    } else if (some.length > 1) {
      const half = Math.ceil(some.length / 2);
      open.push(some.slice(half), some.slice(0, half));
    }
  }
  return after;
}

/** The edits of each fix that is certain. */
function certainEdits(document: BackupDocument): Edit[][] {
  const all = document.problems
    .finish()
    .filter((problem) => isMendable(document, problem))
    .flatMap((problem) => {
      const [first] = fixesFor(document, problem).filter(({ confidence }) => confidence === 'certain');
      return first ? [first.edits] : [];
    });
  return apart(all);
}

function isMendable({ xml }: BackupDocument, { code, range }: DocumentProblem): boolean {
  // Of what is in a tag and belongs to none, only the wrong slash has a certain fix, and to make others takes long.
  if (code === 'unexpected-character') return xml.text.slice(range.start, range.end) === '\\';
  return mendable.has(code);
}

/** Those of the fixes that touch no other: the first one counts, and the others are for the next round. */
function apart(fixes: readonly Edit[][]): Edit[][] {
  const places = fixes
    .flatMap((edits, index) => edits.map(({ range }) => ({ ...range, index })))
    .toSorted((one, other) => one.start - other.start || one.end - other.end);
  const left = new Set<number>();
  let last = { end: -1, index: -1 };
  for (const place of places) {
    const isTouched = place.index !== last.index && place.start <= last.end;
    // An edit of each end tag is far from that of its start tag, and other fixes are between them.
    if (isTouched) left.add(place.index);
    if (!left.has(place.index)) last = { end: Math.max(place.end, last.end), index: place.index };
  }
  return fixes.filter((_, index) => !left.has(index));
}

/** What differs between two texts, as one edit without what they have in common at both ends. */
export function difference(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end += 1;
  }
  return replacement({ start, end: before.length - end }, after.slice(start, after.length - end));
}
