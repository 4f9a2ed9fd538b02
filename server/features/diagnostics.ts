import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver/node';
import { checkDocument, type Problem, type Severity } from '../../engine/document';
import type { ClientAbilities } from '../clientAbilities';
import { toRange, type BackupDocument } from '../documents';

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

/** Everything that is wrong with a document. One that is still empty is not wrong but new. */
export function diagnose(document: BackupDocument, abilities: ClientAbilities): Diagnostic[] {
  if (document.xml.text.trim() === '') return [];
  return checkDocument(document.xml).map((problem) => toDiagnostic(problem, document, abilities));
}

function toDiagnostic(problem: Problem, document: BackupDocument, abilities: ClientAbilities): Diagnostic {
  const diagnostic: Diagnostic = {
    range: toRange(document, problem.range),
    severity: severities[problem.severity],
    code: problem.code,
    source: 'domainbackup',
    message: problem.message,
  };
  if (problem.related !== undefined && abilities.relatedInformation === 'supported') {
    diagnostic.relatedInformation = problem.related.map(({ range, message }) => ({
      location: { uri: document.text.uri, range: toRange(document, range) },
      message,
    }));
  }
  return diagnostic;
}
