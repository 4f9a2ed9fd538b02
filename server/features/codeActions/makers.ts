import type { DocumentProblem } from '../../../engine/document';
import type { BackupDocument } from '../../documents';
import type { Fix } from './fix';
import { meaningFixes } from './meaningFixes';
import { mixedDialectFixes } from './mixedDialectFixes';
import { schemaFixes } from './schemaFixes';
import { syntaxFixes } from './syntaxFixes';

/** All ways to mend a problem, whether they turn out to help or not. */
export function fixesFor({ xml, text, schemas, machine }: BackupDocument, problem: DocumentProblem): Fix[] {
  const { code } = problem;
  return [
    ...(schemaFixes[code]?.({ xml, problem, schemas, uri: text.uri }) ?? []),
    ...(syntaxFixes[code]?.({ xml, problem, schemas }) ?? []),
    ...(meaningFixes[code]?.({ xml, problem, schemas, machine }) ?? []),
    ...(code === 'mixed-dialects' ? mixedDialectFixes(xml) : []),
  ];
}
