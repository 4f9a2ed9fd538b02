import assert from 'node:assert/strict';
import { CompletionRequest, type CompletionItem } from 'vscode-languageserver/node';
import { atCursor } from './markedText';
import type { TestClient } from './memoryClient';

/** What is offered at `|` in a document that is opened for it, in the order in which an editor shows it. */
export async function completions(
  client: TestClient,
  uri: string,
  marked: string,
): Promise<CompletionItem[]> {
  const { text, position } = atCursor(marked);
  await client.open(uri, text);
  const items = await client.connection.sendRequest(CompletionRequest.type, {
    textDocument: { uri },
    position,
  });
  assert.ok(Array.isArray(items));
  return items.toSorted((one, other) => ((one.sortText ?? '') < (other.sortText ?? '') ? -1 : 1));
}
