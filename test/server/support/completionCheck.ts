import assert from 'node:assert/strict';
import {
  CompletionRequest,
  CompletionTriggerKind,
  TextEdit,
  type ClientCapabilities,
  type CompletionItem,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { nothingOutside } from '../../../server/outside';
import type { ClientOptions } from '../../../server/protocol';
import { withMemoryClient } from './memoryClient';
import { atCursor } from './markedText';

const uri = 'untitled:Untitled-1';

/** What to ask with; by default, somebody with a client like VS Code asks for completion by hand. */
export interface Asking {
  trigger?: string;
  capabilities?: ClientCapabilities;
  options?: ClientOptions;
}

/** The items that a client gets at the cursor `|`, in the order in which it shows them. */
export async function itemsAt(
  marked: string,
  { trigger, capabilities, options }: Asking = {},
): Promise<CompletionItem[]> {
  const { text, position } = atCursor(marked);
  let items: CompletionItem[] = [];
  await withMemoryClient(
    async (client) => {
      await client.open(uri, text);
      const context =
        trigger === undefined
          ? { triggerKind: CompletionTriggerKind.Invoked }
          : { triggerKind: CompletionTriggerKind.TriggerCharacter, triggerCharacter: trigger };
      const answer = await client.connection.sendRequest(CompletionRequest.type, {
        textDocument: { uri },
        position,
        context,
      });
      assert.ok(Array.isArray(answer));
      items = answer;
    },
    capabilities,
    nothingOutside,
    { params: { initializationOptions: options } },
  );
  return items.toSorted((one, other) => ((one.sortText ?? '') < (other.sortText ?? '') ? -1 : 1));
}

/**
 * Accepts the item `label` as an editor does, and gives the text with the inserted snippet. It also holds the item
 * to what editors ask of one: a range on one line around the cursor, and typed text that matches.
 */
export async function accept(marked: string, label: string, asking?: Asking): Promise<string> {
  const { text, position } = atCursor(marked);
  const items = await itemsAt(marked, asking);
  const item = items.find((each) => each.label === label);
  assert.ok(item, `${label} is not among ${items.map((each) => each.label).join(', ')}`);
  assert.ok(TextEdit.is(item.textEdit));
  const { range } = item.textEdit;
  assert.equal(range.start.line, position.line);
  assert.equal(range.end.line, position.line);
  assert.ok(range.start.character <= position.character && position.character <= range.end.character);
  const document = TextDocument.create(uri, 'xml', 0, text);
  const typed = document.getText({ start: range.start, end: position });
  assert.ok(isSubsequence(typed, item.filterText ?? item.label), `"${typed}" does not match ${label}`);
  return TextDocument.applyEdits(document, [item.textEdit]);
}

/** Editors keep an item in the list while the typed letters occur in it in their order. */
function isSubsequence(typed: string, filterText: string): boolean {
  let from = 0;
  for (const letter of typed) {
    from = filterText.indexOf(letter, from) + 1;
    if (from === 0) return false;
  }
  return true;
}
