import * as l10n from '@vscode/l10n';
import { DiagnosticSeverity, type Diagnostic } from 'vscode-languageserver/node';
import { translated, type DocumentProblem } from '../../engine/document';
import type { ClientAbilities } from '../clientAbilities';
import { toRange, type BackupDocument } from '../documents';
import type { ServiceState } from '../serviceState';
import type { ShownSeverity } from '../settings';

const severities: Record<Exclude<ShownSeverity, 'off'>, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** A problem, and how it is shown. */
export interface ShownProblem {
  problem: DocumentProblem;
  diagnostic: Diagnostic;
}

/** Everything that is wrong with a document and that the user wants to see. One that is still empty is not wrong but new. */
export function shownProblems(
  document: BackupDocument,
  abilities: ClientAbilities,
  state: ServiceState,
): ShownProblem[] {
  const { settings } = state;
  if (settings.validation === 'off' || document.xml.text.trim() === '') return [];
  return document.problems.finish().flatMap((problem) => {
    const shown = settings.severity.get(problem.code) ?? problem.severity;
    if (shown === 'off') return [];
    return [{ problem, diagnostic: toDiagnostic(problem, severities[shown], document, abilities, state) }];
  });
}

function toDiagnostic(
  problem: DocumentProblem,
  severity: DiagnosticSeverity,
  document: BackupDocument,
  abilities: ClientAbilities,
  { problemsPage }: ServiceState,
): Diagnostic {
  const diagnostic: Diagnostic = {
    range: toRange(document, problem.range),
    severity,
    code: problem.code,
    source: 'domainbackup',
    message: translated(problem, l10n.t),
  };
  if (problemsPage !== undefined && abilities.codeDescription === 'supported') {
    diagnostic.codeDescription = { href: problemsPage.replaceAll('{code}', problem.code) };
  }
  if (problem.related !== undefined && abilities.relatedInformation === 'supported') {
    diagnostic.relatedInformation = problem.related.map((related) => ({
      location: { uri: document.text.uri, range: toRange(document, related.range) },
      message: translated(related, l10n.t),
    }));
  }
  return diagnostic;
}
