import assert from 'node:assert/strict';
import {
  CodeActionRequest,
  CodeActionTriggerKind,
  TextDocumentEdit,
  type TextEdit,
  type ClientCapabilities,
  type CodeAction,
  type Diagnostic,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  checkDocument,
  locate,
  meaningCodes,
  parseDocument,
  type DocumentProblem,
  type TextRange,
} from '../../../engine/document';
import { fullCapabilities, withMemoryClient } from './memoryClient';

/** A client that can do all that code actions make use of, as VS Code can. */
export const actingCapabilities: ClientCapabilities = {
  ...fullCapabilities,
  textDocument: {
    ...fullCapabilities.textDocument,
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: [] } },
      disabledSupport: true,
      isPreferredSupport: true,
    },
  },
  workspace: { workspaceEdit: { documentChanges: true } },
};

const meaning: ReadonlySet<string> = new Set(meaningCodes);
const hiddenByValue: readonly string[] = [
  'missing-attribute',
  'missing-element',
  'misplaced-attribute',
  'misplaced-element',
  ...meaningCodes,
];
/** A wrong name may say since which checkpoint to copy. */
const hiddenByName = ['missing-checkpoint', 'partial-increment'];

/** The kinds of problems that an action makes: those that it only brings to light are none. */
export function problemsMade(action: CodeAction, before: string, after: string): string[] {
  const place = placedBy(action, before, after);
  const isInPlace = ({ start, end }: TextRange): boolean =>
    place !== undefined && start >= place.start && end <= place.end;
  const isShown = ({ code, range, severity, related = [] }: DocumentProblem): boolean => {
    // What is only worth knowing stands against nothing.
    if (severity === 'information' && code !== action.diagnostics?.[0]?.code) return true;
    if (canHide(action, code) || [range, ...related.map((each) => each.range)].some(isInPlace)) return true;
    // What takes part in the backup decides what all of it means.
    return place !== undefined && meaning.has(code);
  };
  const was = problemsOf(before).map(({ code }) => code);
  const made = problemsOf(after).flatMap((problem) => (isShown(problem) ? [] : problem.code));
  const countOf = (codes: readonly string[], code: string): number =>
    codes.filter((each) => each === code).length;
  return [...new Set(made)].filter((code) => countOf(made, code) > countOf(was, code));
}

/**
 * What has got its place in the text by an action, and was not looked at before: an element that had none, or what was
 * in a second one of those that may be there once.
 */
function placedBy(action: CodeAction, before: string, after: string): TextRange | undefined {
  const { title, diagnostics } = action;
  const problem = diagnostics?.[0]?.code;
  const isNamed = problem === 'unknown-element' && title.startsWith('Write');
  const isJoined = problem === 'misplaced-element' && title.startsWith('Join');
  const [first] = isNamed || isJoined ? editsOf(action) : [];
  if (!first) return undefined;
  const start = TextDocument.create('', 'xml', 7, before).offsetAt(first.range.start);
  if (isJoined) return { start, end: start + first.newText.length };
  return locate(parseDocument(after), start).element?.range;
}

function problemsOf(text: string): DocumentProblem[] {
  return checkDocument(parseDocument(text));
}

/** Whether the problem of an action can have kept one of another kind from being seen, that was there already. */
function canHide({ title, diagnostics }: CodeAction, hidden: string): boolean {
  const problem = diagnostics?.[0]?.code;
  // Nothing in another namespace is looked at, nor what a document with an unknown root means.
  if (problem === 'foreign-namespace') return true;
  if (problem === 'unknown-element' && /"domain(?:backup|checkpoint)"/.test(title)) return true;
  // So it is with what a comment has swallowed.
  if (problem === 'unclosed-comment') return true;
  if (problem === 'unexpected-character') return hidden === 'dashes-in-comment';
  if (problem === 'unclosed-element') return hidden === 'mixed-dialects';
  if (problem === 'misplaced-attribute' || problem === 'unknown-attribute' || problem === 'unknown-element')
    return title.startsWith('Remove') && hiddenByName.includes(hidden);
  return problem === 'invalid-value' && title.startsWith('Did you mean') && hiddenByValue.includes(hidden);
}

/** What to ask for; by default quick fixes. */
export interface Asking {
  only?: string[];
  uri?: string;
  /** The place to ask about; absent: the whole text. */
  cursor?: number;
  capabilities?: ClientCapabilities;
}

/** The actions for the whole text, and the problems that it has. */
export async function actionsFor(
  text: string,
  {
    only = ['quickfix'],
    uri = 'file:///backups/nightly.xml',
    cursor,
    capabilities = actingCapabilities,
  }: Asking = {},
): Promise<{ actions: CodeAction[]; diagnostics: Diagnostic[] }> {
  let actions: CodeAction[] = [];
  let diagnostics: Diagnostic[] = [];
  await withMemoryClient(async (client) => {
    await client.open(uri, text, 'domainbackup', 7);
    ({ diagnostics } = await client.report((report) => report.uri === uri));
    const lines = TextDocument.create(uri, 'xml', 7, text);
    const answer = await client.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range: { start: lines.positionAt(cursor ?? 0), end: lines.positionAt(cursor ?? text.length) },
      context: { diagnostics, only, triggerKind: CodeActionTriggerKind.Invoked },
    });
    actions = (answer ?? []).filter(
      (each): each is CodeAction => !('command' in each && typeof each.command === 'string'),
    );
  }, capabilities);
  return { actions, diagnostics };
}

/** The text after an action, as an editor applies it. */
export function applied(text: string, action: CodeAction): string {
  return TextDocument.applyEdits(TextDocument.create('', 'xml', 7, text), editsOf(action));
}

function editsOf({ edit, title }: CodeAction): TextEdit[] {
  const [change] = edit?.documentChanges ?? [];
  assert.ok(TextDocumentEdit.is(change), `${title} edits one document`);
  assert.equal(change.textDocument.version, 7);
  return change.edits.filter((each) => 'newText' in each && 'range' in each);
}
