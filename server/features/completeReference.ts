import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver/node';
import { toItems, type CompletionRequest } from './completionRequest';

/** The only entities that there are without a document type declaration, which is never processed. */
const entities: [name: string, character: string][] = [
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
];

/** For `&|` and `&a|` in text and values: references to characters. Absent: no reference begins there. */
export function referenceItems(request: CompletionRequest): CompletionItem[] | undefined {
  const { offset, document } = request;
  const { text } = document.xml;
  const typed = /&[a-z]*$/.exec(text.slice(Math.max(0, offset - '&quot;'.length), offset))?.[0];
  if (typed === undefined) return undefined;
  const rest = /^[a-z]*;/.exec(text.slice(offset, offset + '&quot;'.length))?.[0] ?? '';
  const replaces = { start: offset - typed.length, end: offset + rest.length };
  const offers = entities.map(([name, character]) => ({
    label: `&${name};`,
    kind: CompletionItemKind.Text,
    detail: character,
    documentation: [],
    rank: 0,
    replaces,
    pieces: [`&${name};`],
  }));
  return toItems(offers, request);
}
