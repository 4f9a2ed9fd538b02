import { mostProblems } from './problem';
import type { DocumentProblem } from './problemCodes';
import { bundledSchemas, type Schemas } from './schema/schemas';
import { validating, type Verdict } from './schema/validator';
import { checkMeaning } from './semantics/checkMeaning';
import { joinMixedDialects } from './semantics/mixedDialects';
import { nearest } from './spelling';
import { finish, type Steps } from './task';
import { unopenedRoot } from './unopenedRoot';
import { say } from './wording';
import type { XmlDocument } from './xml/tree';

/**
 * Everything that is wrong with a document, in the order of the text; see docs/problems.md for the codes. Of very many
 * problems only the first ones are listed, and a last one says so.
 */
export function checkDocument(document: XmlDocument, schemas: Schemas = bundledSchemas): DocumentProblem[] {
  return finish(checking(document, schemas));
}

/** `checkDocument` in steps. */
export function* checking(
  document: XmlDocument,
  schemas: Schemas = bundledSchemas,
): Steps<DocumentProblem[]> {
  const unopened = unopenedRoot(document, schemas.roots);
  if (unopened) return [unopened];
  const verdict = yield* validating(document, schemas.of(document.root), schemas.roots);
  const found = joinMixedDialects(document, verdict.problems);
  yield;
  return listed(document, verdict, [...found, ...checkMeaning(document, found)]);
}

/** Everything that keeps a document from being a backup document, whatever its root. */
export function checkBackupDocument(document: XmlDocument): DocumentProblem[] {
  return finish(checkingBackup(document));
}

/** {@link checkBackupDocument} in steps. */
export function checkingBackup(document: XmlDocument): Steps<DocumentProblem[]> {
  return checkingAs('domainbackup', document);
}

/** Everything that keeps a document from being a checkpoint document, whatever its root. */
export function checkCheckpointDocument(document: XmlDocument): DocumentProblem[] {
  return finish(checkingAs('domaincheckpoint', document));
}

function* checkingAs(root: string, document: XmlDocument): Steps<DocumentProblem[]> {
  if (document.root?.localName === root) return yield* checking(document);
  const unopened = unopenedRoot(document, [root]);
  if (unopened) return [unopened];
  const verdict = yield* validating(document, bundledSchemas.named(root));
  return listed(document, verdict, verdict.problems);
}

/** Whether the document is a backup document, told from its root's name, so that it works on half-typed text. */
export function isBackupDocument({ root }: XmlDocument): boolean {
  return root?.localName === 'domainbackup';
}

/** Whether the document is of a kind that there is a schema for, a backup or a checkpoint, or plainly meant as one. */
export function isServedDocument({ root }: XmlDocument): boolean {
  return root !== undefined && servedRoot(root.localName) !== undefined;
}

/** The root that there is a schema for and whose name this is, or nearly so: no other XML has such a one. */
export function servedRoot(name: string): string | undefined {
  return nearest(name, bundledSchemas.roots);
}

/** The problems in the order of the text, as many as anybody reads. */
function listed(
  document: XmlDocument,
  verdict: Verdict,
  problems: readonly DocumentProblem[],
): DocumentProblem[] {
  const sorted = problems.toSorted((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  const extent = document.extent === 'whole' ? verdict.extent : 'partial';
  const more = document.unlisted + Math.max(0, sorted.length - mostProblems);
  const last = sorted[Math.min(sorted.length, mostProblems) - 1];
  if (!last || (more === 0 && extent === 'whole')) return sorted;
  const count =
    extent === 'whole'
      ? say('{0} more problems', String(more))
      : say('more problems, which were not looked for');
  const closing: DocumentProblem = {
    range: last.range,
    // It must not be the only error, nor be lost among warnings.
    severity: 'warning',
    code: 'more-problems',
    ...say('and {0}; they are shown when there are fewer than {1}', count, String(mostProblems)),
  };
  return [...sorted.slice(0, mostProblems), closing];
}
