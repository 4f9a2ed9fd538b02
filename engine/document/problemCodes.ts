import type { Problem } from './problem';

/** The schema allows it, and yet it is wrong. It shows only where the names in a document are known. */
export const meaningCodes = [
  'duplicate-disk',
  'duplicate-target',
  'ignored-seclabel',
  'missing-checkpoint',
  'no-disk-left',
  'partial-increment',
  'raw-increment',
  'relative-target',
  'target-is-folder',
  'target-is-source',
  'unsupported-format',
  'unsupported-transport',
] as const;

/** Every code that the check of a document gives; docs/problems.md explains each. */
export const problemCodes = [
  // There is more wrong than anybody reads.
  'more-problems',
  // The text is not well-formed XML.
  'attribute-without-value',
  'dashes-in-comment',
  'doctype-ignored',
  'duplicate-attribute',
  'invalid-character',
  'invalid-namespace',
  'malformed-instruction',
  'malformed-name',
  'malformed-xml-declaration',
  'mismatched-end-tag',
  'misplaced-doctype',
  'misplaced-xml-declaration',
  'missing-equals',
  'missing-quotes',
  'missing-slash',
  'missing-space',
  'no-root-element',
  'not-well-formed',
  'not-xml',
  'several-roots',
  'text-outside-root',
  'too-many-attributes',
  'unbound-prefix',
  'unclosed-cdata',
  'unclosed-comment',
  'unclosed-doctype',
  'unclosed-element',
  'unclosed-instruction',
  'unclosed-quote',
  'unclosed-start-tag',
  'undefined-entity',
  'unescaped-ampersand',
  'unescaped-cdata-end',
  'unescaped-less-than',
  'unexpected-character',
  'unexpected-end-tag',
  'unfinished-end-tag',
  'unknown-markup',
  // The schema does not allow it.
  'foreign-namespace',
  'invalid-text',
  'invalid-value',
  'misplaced-attribute',
  'misplaced-element',
  'missing-attribute',
  'missing-element',
  'missing-text',
  'mixed-dialects',
  'unexpected-text',
  'unknown-attribute',
  'unknown-element',
  ...meaningCodes,
] as const;

export type ProblemCode = (typeof problemCodes)[number];

/** A problem that the check of a document has found. */
export interface DocumentProblem extends Problem {
  code: ProblemCode;
}
