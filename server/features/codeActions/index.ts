import * as l10n from '@vscode/l10n';
import {
  CodeActionKind,
  TextDocumentEdit,
  TextEdit,
  type CodeAction,
  type CodeActionContext,
  type Diagnostic,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { TextRange } from '../../../engine/document';
import type { ClientAbilities } from '../../clientAbilities';
import { toRange, type BackupDocument } from '../../documents';
import type { ServiceState } from '../../serviceState';
import { shownProblems, type ShownProblem } from '../diagnostics';
import { applyEdits, type Edit, type Fix } from './fix';
import { fixAll } from './fixAll';
import { fixesFor } from './makers';
import { rewrites } from './rewrites';
import { tried } from './tried';
import { Trials } from './trials';

const fixAllKind = `${CodeActionKind.SourceFixAll}.domainbackup`;
export const codeActionKinds = [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, fixAllKind];

/** For whom, and where, something is to be done. */
export interface ActionRequest {
  document: BackupDocument;
  range: TextRange;
  context: CodeActionContext;
  abilities: ClientAbilities;
  state: ServiceState;
}

/** What can be done about the problems in a range, and about the document. */
export function codeActions(request: ActionRequest): CodeAction[] {
  if (request.abilities.codeActions === 'commands') return [];
  const trials = new Trials(request.document);
  const fixes = isWanted(CodeActionKind.QuickFix, request) ? quickFixes(request, trials) : [];
  const fixed = new Set(fixes.map(({ edit }) => JSON.stringify(edit)));
  const rewritten = isWanted(CodeActionKind.RefactorRewrite, request) ? refactorings(request, trials) : [];
  return [
    ...fixes,
    // What mends a problem is not offered once more for its own sake.
    ...rewritten.filter(({ edit }) => !edit || !fixed.has(JSON.stringify(edit))),
    ...(isWanted(fixAllKind, request) ? everything(request, trials) : []),
  ];
}

/** Kinds form a hierarchy: who asks for `source` wants `source.fixAll.domainbackup`, too. */
function isWanted(kind: string, { context }: ActionRequest): boolean {
  // Fixing all is never offered unasked: it belongs to the menu of source actions and to saving.
  if (context.only === undefined) return kind !== fixAllKind;
  return context.only.some((only) => only === '' || kind === only || kind.startsWith(`${only}.`));
}

function quickFixes(request: ActionRequest, trials: Trials): CodeAction[] {
  const { document, range, context, abilities, state } = request;
  const here = shownProblems(document, abilities, state).filter(
    ({ problem }) => problem.range.start <= range.end && problem.range.end >= range.start,
  );
  return here.flatMap((shown) => {
    const { problem } = shown;
    const diagnostic = asSent(shown, context.diagnostics);
    const offered = withoutTwins(
      document,
      fixesFor(document, problem).flatMap((mend) => tried(document, problem, mend, trials) ?? []),
    );
    return offered.map(({ title, confidence, edits }, index) => ({
      title,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnostic],
      ...(index === 0 && confidence !== 'possible' && { isPreferred: true }),
      edit: workspaceEdit(request, edits),
    }));
  });
}

/** The fixes without those that come to the same text as one before them. */
function withoutTwins({ xml: { text } }: BackupDocument, fixes: readonly Fix[]): Fix[] {
  if (fixes.length < 2) return [...fixes];
  const outcomes = new Set<string>();
  return fixes.filter(({ edits }) => {
    const outcome = applyEdits(text, edits);
    if (outcomes.has(outcome)) return false;
    outcomes.add(outcome);
    return true;
  });
}

/** The client's own copy of a diagnostic, by which it binds an action to it. */
function asSent({ diagnostic }: ShownProblem, sent: readonly Diagnostic[]): Diagnostic {
  const { code, range, message } = diagnostic;
  // An element may lack two attributes, which is told of both at one place.
  const isSame = (each: Diagnostic): boolean =>
    each.code === code && each.message === message && JSON.stringify(each.range) === JSON.stringify(range);
  return sent.find(isSame) ?? diagnostic;
}

function refactorings(request: ActionRequest, trials: Trials): CodeAction[] {
  return rewrites(request.document, request.range, trials).flatMap(({ title, outcome }): CodeAction[] => {
    const action = { title, kind: CodeActionKind.RefactorRewrite };
    if (outcome.kind === 'edits') return [{ ...action, edit: workspaceEdit(request, outcome.edits) }];
    if (request.abilities.disabledActions === 'absent') return [];
    return [{ ...action, disabled: { reason: outcome.reason } }];
  });
}

function everything(request: ActionRequest, trials: Trials): CodeAction[] {
  const edit = request.state.settings.validation === 'on' ? fixAll(request.document, trials) : undefined;
  if (!edit) return [];
  const title = l10n.t('Fix all problems that have only one fix');
  return [{ title, kind: fixAllKind, edit: workspaceEdit(request, [edit]) }];
}

function workspaceEdit({ document, abilities }: ActionRequest, edits: readonly Edit[]): WorkspaceEdit {
  const { uri, version } = document.text;
  const textEdits = edits.map(({ range, text }) => TextEdit.replace(toRange(document, range), text));
  if (abilities.workspaceEdits === 'plain') return { changes: { [uri]: textEdits } };
  return { documentChanges: [TextDocumentEdit.create({ uri, version }, textEdits)] };
}
