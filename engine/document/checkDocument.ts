import type { DocumentProblem } from './problemCodes';
import { backupSchema } from './schema/backupSchema';
import { validate } from './schema/validator';
import { checkMeaning } from './semantics/checkMeaning';
import type { XmlDocument } from './xml/tree';

/** Everything that is wrong with a document, in the order of the text; see docs/problems.md for the codes. */
export function checkDocument(document: XmlDocument): DocumentProblem[] {
  const problems = [...validate(document, backupSchema()), ...checkMeaning(document)];
  return problems.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}

/** Whether the document is a backup document, told from its root's name, so that it works on half-typed text. */
export function isBackupDocument({ root }: XmlDocument): boolean {
  return root?.localName === 'domainbackup';
}
