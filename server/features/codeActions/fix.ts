import type { DocumentProblem, ProblemCode, Schemas, TextRange, XmlDocument } from '../../../engine/document';
import type { MachineInfo } from '../../machine';

/** A stretch of the text, and what takes its place. Offsets are UTF-16 code units. */
export interface Edit {
  range: TextRange;
  text: string;
}

/**
 * `certain`: there is hardly another way to mend it, so it may be done without asking. `likely`: what an author most
 * likely wants. `possible`: one way of several.
 */
export type Confidence = 'certain' | 'likely' | 'possible';

/** A way to mend a problem. */
export interface Fix {
  title: string;
  confidence: Confidence;
  /** They do not overlap. */
  edits: Edit[];
  /** Problems that are there already, and that this one has hidden: they do not count against the fix. */
  uncovers?: Uncovered;
}

export type Uncovered = readonly ProblemCode[] | 'anything';

/** The edits, or the reason why it cannot be done, as a sentence for the author. */
export type Outcome = { kind: 'edits'; edits: Edit[] } | { kind: 'refused'; reason: string };

/** What the makers of fixes look at. */
export interface FixRequest {
  xml: XmlDocument;
  problem: DocumentProblem;
  schemas: Schemas;
  /** The machine that the document is about, as far as it is known and matters. */
  machine?: MachineInfo | undefined;
}

export function fix(title: string, confidence: Confidence, ...edits: Edit[]): Fix {
  return { title, confidence, edits };
}

/** A fix behind which problems of these kinds can come to light. */
export function uncovering(uncovers: Uncovered, mend: Fix): Fix {
  return { ...mend, uncovers };
}

export function insertion(offset: number, text: string): Edit {
  return { range: { start: offset, end: offset }, text };
}

export function replacement(range: TextRange, text: string): Edit {
  return { range, text };
}

export function removal(range: TextRange): Edit {
  return { range, text: '' };
}

/** The text after the edits. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { range, text: written } of inOrder(edits)) {
    parts.push(text.slice(at, range.start), written);
    at = range.end;
  }
  return parts.join('') + text.slice(at);
}

export function inOrder(edits: readonly Edit[]): Edit[] {
  return edits.toSorted(
    (one, other) => one.range.start - other.range.start || one.range.end - other.range.end,
  );
}
