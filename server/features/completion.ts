import type { CompletionItem } from 'vscode-languageserver/node';
import { locate, type Location } from '../../engine/document';
import { attributeItems } from './completeAttribute';
import { elementItems, endTagItems } from './completeElement';
import { valueItems } from './completeValue';
import { referenceItems } from './completeReference';
import { textItems } from './completeText';
import type { CompletionRequest } from './completionRequest';

/**
 * What a typed character can begin. Such a character also stands where it begins nothing (a space between words, a
 * slash in a path), and then no list should spring up.
 */
const beginsAfter: Partial<Record<string, Location['kind'][]>> = {
  '<': ['element-name'],
  '/': ['end-tag'],
  ' ': ['attribute-name'],
  '=': ['attribute-value'],
  '"': ['attribute-value'],
  "'": ['attribute-value'],
  '&': ['text', 'attribute-value'],
};

/** What may be written at the cursor, in complete and in half-typed text. */
export function complete(request: CompletionRequest, trigger: string | undefined): CompletionItem[] {
  const { offset } = request;
  const place = locate(request.document.xml, offset);
  // In an end tag the place can be beside the name.
  if (offset < place.range.start || offset > place.range.end) return [];
  const begins = trigger === undefined ? undefined : beginsAfter[trigger];
  if (begins !== undefined && !begins.includes(place.kind)) return [];
  switch (place.kind) {
    case 'element-name':
      return elementItems(request, place);
    case 'attribute-name':
      return attributeItems(request, place);
    case 'attribute-value':
      return referenceItems(request) ?? valueItems(request, place);
    case 'end-tag':
      return endTagItems(request, place);
    case 'text':
      return referenceItems(request) ?? textItems(request, place);
    case 'comment':
    case 'cdata':
    case 'instruction':
    case 'doctype':
    case 'punctuation':
      break;
  }
  return [];
}
