import type { TextRange } from '../problem';
import type { DocumentProblem, ProblemCode } from '../problemCodes';
import type { Wording } from '../wording';
import type { XmlElement } from '../xml/tree';
import { Frontier } from './frontier';
import type { LoadedSchema } from './loadedSchema';
import type { ElementInfo } from './schema';

/** An element that a walk is inside of. */
export interface Frame {
  element: XmlElement;
  /** What the schema calls it: the name that was meant, where it is misspelled. */
  tag: readonly [namespace: string, localName: string];
  /** For `CompiledSchema.elements`. */
  path: string;
  /** How many elements are open, this one included. */
  depth: number;
  /** The readings just before the start tag was left. */
  beforeContent: Frontier | undefined;
  /** The names of attributes that are there more than once; absent: none is. */
  doubled?: Set<string>;
  /** Of how many of its attributes it was asked what else they may be meant as. */
  guesses: number;
  /** The first child element of the root that may not be what it was taken for: misspelled, or still being typed. */
  doubtful?: XmlElement;
  /** The readings before an element that is to count for nothing. */
  without?: Frontier;
  /** The child elements that the schema has taken, the first of each name; absent: none yet. */
  taken: Map<string, XmlElement> | undefined;
  /**
   * `unfinished`: attributes or content that it lacks are the consequence of something that has been reported or
   * is being typed, and not worth a word.
   */
  startTag: 'whole' | 'unfinished';
  content: 'whole' | 'unfinished';
}

/** `stuck`: the schema refuses, and nothing is known that it would take instead. */
export type WalkStep = 'done' | 'stuck';

/** An attribute that the outermost element lacks, told from a child that needs it. */
export interface LackingAttribute {
  name: string;
  /** The values that the child goes with. */
  values: ReadonlySet<string>;
  child: string;
}

/**
 * What may mend more than it breaks, found out when other children of the root have been judged without it: an attribute
 * that is added, or an element that counts for nothing.
 */
export type Suggestion =
  { kind: 'lacking'; lacking: LackingAttribute } | { kind: 'without'; element: XmlElement };

/** What the steps of a walk through a document share. */
export class WalkContext {
  frontier: Frontier;
  /** End tags whose being wrong is the consequence of something that this walk has reported. */
  readonly explained = new Set<TextRange>();
  /** Paths of elements that may be there again and again: that is asked once for each. */
  readonly repeatable = new Set<string>();
  /** The names of elements that have been reported where they can have no place, though there is one elsewhere. */
  readonly displaced = new Set<string>();
  /** `partial`: there is so much that some was not looked at. */
  extent: 'whole' | 'partial' = 'whole';
  /** Told too late to be acted on. */
  suggested?: Suggestion;
  readonly #paths = new Map<string, Map<string, string>>();
  readonly #report: (problem: DocumentProblem) => void;

  constructor(
    readonly schema: LoadedSchema,
    report: (problem: DocumentProblem) => void,
    frontier = new Frontier(schema.walker()),
    /** What an earlier walk has suggested. */
    readonly assumed?: Suggestion,
    /** The roots that a document may have, of whatever schema; absent: those of this one. */
    readonly roots: readonly string[] = [],
  ) {
    this.frontier = frontier;
    this.#report = report;
  }

  /** The path of an element. Equal paths are one string, so that looking one up does not mean to read it again. */
  path(parent: Frame | undefined, name: string): string {
    if (!parent) return name;
    const known = this.#paths.get(parent.path) ?? new Map<string, string>();
    const path = known.get(name) ?? `${parent.path}/${name}`;
    known.set(name, path);
    this.#paths.set(parent.path, known);
    return path;
  }

  /** What the schema says about the elements at a path. */
  readonly info = (path: string): ElementInfo | undefined => this.schema.elements.get(path);

  report(
    code: ProblemCode,
    range: TextRange,
    wording: Wording,
    offers?: readonly string[],
    more: Pick<DocumentProblem, 'related' | 'meant' | 'values'> = {},
  ): void {
    this.#report({ range, severity: 'error', code, ...wording, ...(offers && { offers }), ...more });
  }
}
