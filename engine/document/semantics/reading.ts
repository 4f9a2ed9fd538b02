import type { DocumentProblem, ProblemCode } from '../problemCodes';
import type { XmlAttribute, XmlDocument, XmlElement } from '../xml/tree';

/** How names are read that have been reported as wrong. Names are known by where they begin in the text. */
export interface Reading {
  /** What the misspelled ones are meant as. */
  meant: ReadonlyMap<number, string>;
  /** Those that may well say since which checkpoint to copy: of what they stand in, that is left open. */
  unclear: ReadonlySet<number>;
}

/** Every name as it is written. */
export const asWritten: Reading = { meant: new Map(), unclear: new Set() };

/** What says that a name is not the right one, or not in its place. */
const wrongNames: ReadonlySet<ProblemCode> = new Set<ProblemCode>([
  'duplicate-attribute',
  'misplaced-attribute',
  'misplaced-element',
  'unknown-attribute',
  'unknown-element',
]);

/** The reading of a document in which these problems have been found. */
export function readingOf({ root, text }: XmlDocument, reported: readonly DocumentProblem[]): Reading {
  const wrong = reported.filter(({ code }) => wrongNames.has(code));
  if (wrong.length === 0 || !root) return asWritten;
  const meant = new Map<number, string>();
  const unclear = new Set<number>();
  const bare = new Set(elementsIn(root).filter(isBare).map(startOf));
  for (const { range, meant: name, offers = [] } of wrong) {
    if (name !== undefined) meant.set(range.start, name);
    // An element around all disks names a checkpoint only by what is in it.
    else if (offers.includes('incremental') && !bare.has(range.start)) unclear.add(range.start);
    if (text.slice(range.start, range.end) === 'incremental') unclear.add(range.start);
  }
  return { meant, unclear };
}

/** Whether something about an element, or directly in it, may say since which checkpoint to copy. */
export function isUnclear(element: XmlElement, { unclear }: Reading): boolean {
  if (unclear.size === 0) return false;
  return [...element.attributes, ...elementsIn(element)].some((each) => unclear.has(startOf(each)));
}

function elementsIn({ children }: XmlElement): XmlElement[] {
  return children.filter((node): node is XmlElement => node.kind === 'element');
}

function startOf({ name }: XmlElement | XmlAttribute): number {
  return name.range.start;
}

function isBare({ children }: XmlElement): boolean {
  return children.every((node) => node.kind !== 'text' || node.content.trim() === '');
}
