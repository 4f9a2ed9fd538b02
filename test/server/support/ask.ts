import type { Position, ProtocolConnection } from 'vscode-languageserver/node';
import { atCursor } from './markedText';
import { withMemoryClient } from './memoryClient';

export const uri = 'file:///backups/nightly.xml';

/** What most requests are made of. */
export interface Place {
  textDocument: { uri: string };
  position: Position;
}

/** Opens a text, without its cursor `|`, on a server, asks something about the cursor's place, and gives the answer. */
export async function ask<Answer>(
  marked: string,
  question: (connection: ProtocolConnection, place: Place) => Promise<Answer>,
): Promise<{ text: string; answer: Answer }> {
  const { text, position } = marked.includes('|')
    ? atCursor(marked)
    : { text: marked, position: { line: 0, character: 0 } };
  const answers: Answer[] = [];
  await withMemoryClient(async (client) => {
    await client.open(uri, text);
    answers.push(await question(client.connection, { textDocument: { uri }, position }));
  });
  const [answer] = answers;
  if (answer === undefined) throw new Error('The server gave no answer.');
  return { text, answer };
}
