import assert from 'node:assert/strict';
import {
  CodeActionRequest,
  CodeActionTriggerKind,
  TextDocumentEdit,
  type ClientCapabilities,
  type CodeAction,
  type Diagnostic,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { meaningCodes } from '../../../engine/document';
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

const hiddenByValue: readonly string[] = ['missing-attribute', 'missing-element', ...meaningCodes];
/** A wrong name may say since which checkpoint to copy. */
const hiddenByName = ['missing-checkpoint', 'partial-increment'];

/** Whether the problem of an action can have kept one of another kind from being seen, that was there already. */
export function canHide({ title, diagnostics }: CodeAction, hidden: string): boolean {
  const problem = diagnostics?.[0]?.code;
  // Nothing in another namespace is looked at, nor what a document with an unknown root means.
  if (problem === 'foreign-namespace') return true;
  if (problem === 'unknown-element' && /"domain(?:backup|checkpoint)"/.test(title)) return true;
  // Nor what is in an element that has no place, nor in a second one of those that may be there once.
  if (problem === 'unknown-element' && title.startsWith('Write')) return true;
  if (problem === 'misplaced-element' && title.startsWith('Join')) return true;
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
export function applied(text: string, { edit, title }: CodeAction): string {
  const [change] = edit?.documentChanges ?? [];
  assert.ok(TextDocumentEdit.is(change), `${title} edits one document`);
  assert.equal(change.textDocument.version, 7);
  const edits = change.edits.filter((each) => 'newText' in each && 'range' in each);
  return TextDocument.applyEdits(TextDocument.create('', 'xml', 7, text), edits);
}
