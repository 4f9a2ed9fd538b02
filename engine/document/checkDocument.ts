import type { DocumentProblem } from './problemCodes';
import { bundledSchemas, type Schemas } from './schema/schemas';
import { validate } from './schema/validator';
import { checkMeaning } from './semantics/checkMeaning';
import { joinMixedDialects } from './semantics/mixedDialects';
import type { XmlDocument } from './xml/tree';

/** Everything that is wrong with a document, in the order of the text; see docs/problems.md for the codes. */
export function checkDocument(document: XmlDocument, schemas: Schemas = bundledSchemas): DocumentProblem[] {
  const found = joinMixedDialects(document, validate(document, schemas.of(document.root)));
  return inOrder([...found, ...checkMeaning(document)]);
}

/** Everything that keeps a document from being a backup document, whatever its root. */
export function checkBackupDocument(document: XmlDocument): DocumentProblem[] {
  if (isBackupDocument(document)) return checkDocument(document);
  return inOrder(validate(document, bundledSchemas.named('domainbackup')));
}

/** Everything that keeps a document from being a checkpoint document, whatever its root. */
export function checkCheckpointDocument(document: XmlDocument): DocumentProblem[] {
  if (document.root?.localName === 'domaincheckpoint') return checkDocument(document);
  return inOrder(validate(document, bundledSchemas.named('domaincheckpoint')));
}

/** Whether the document is a backup document, told from its root's name, so that it works on half-typed text. */
export function isBackupDocument({ root }: XmlDocument): boolean {
  return root?.localName === 'domainbackup';
}

/** Whether the document is of a kind that there is a schema for: a backup, or a checkpoint. */
export function isServedDocument({ root }: XmlDocument): boolean {
  return root !== undefined && bundledSchemas.roots.includes(root.localName);
}

function inOrder(problems: readonly DocumentProblem[]): DocumentProblem[] {
  return problems.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}
