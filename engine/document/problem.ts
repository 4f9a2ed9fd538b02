import type { Wording } from './wording';

/** A half-open stretch of a text, as offsets in UTF-16 code units (what JavaScript strings and LSP count in). */
export interface TextRange {
  start: number;
  end: number;
}

/** Nobody reads a longer list, and to make one of a text that is nothing but slips takes minutes. */
export const mostProblems = 1000;

export type Severity = 'error' | 'warning' | 'information';

/** Something that a document's author should know, tied to the place in the text that it is about. */
export interface Problem extends Wording {
  range: TextRange;
  severity: Severity;
  /** A stable kebab-case name, such as `unknown-attribute`; listed in docs/problems.md. */
  code: string;
  /** One sentence in English: what is wrong and, where something else was possible, what was expected. */
  message: string;
  /** Other places that explain this one, such as the first of two equal disks. */
  related?: ({ range: TextRange } & Wording)[];
  /** What the message says is missing, or could stand there instead: names, or listed values. */
  offers?: readonly string[];
  /** The one of them that was most likely meant by what stands there. */
  meant?: string;
  /** The values that a missing attribute may have, where only some go with the rest of the document. */
  values?: readonly string[];
}
