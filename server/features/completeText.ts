import type { CompletionItem } from 'vscode-languageserver/node';
import { possibleText, type Location } from '../../engine/document';
import { endTag, isUnclosed, newElements } from './completeElement';
import { toItems, type CompletionRequest } from './completionRequest';
import { contentOffers } from './completeValue';
import { escapeAttribute } from './xmlText';

/** Between tags: whole elements, what the element's text can be, and the end tag if it is missing. */
export function textItems(
  request: CompletionRequest,
  { element, range }: Location & { kind: 'text' },
): CompletionItem[] {
  const { xml } = request.document;
  const offers = newElements(request, element, range, '<');
  const text = element && possibleText(xml, element);
  if (text !== undefined) offers.push(...contentOffers(text, range, escapeAttribute));
  if (isUnclosed(element)) offers.push(endTag(`</${element.name.text}>`, range, request));
  return toItems(offers, request);
}
