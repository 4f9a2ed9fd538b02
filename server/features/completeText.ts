import type { CompletionItem } from 'vscode-languageserver/node';
import { possibleText, type Location } from '../../engine/document';
import { endTag, isUnclosed, newElements } from './completeElement';
import { toItems, type CompletionRequest } from './completionRequest';
import { contentOffers, firstOfEach } from './completeValue';
import { machineOffers, wantsExamples } from './machineNames';
import { escapeAttribute } from './xmlText';

/** Between tags: whole elements, what the element's text can be, and the end tag if it is missing. */
export function textItems(request: CompletionRequest, place: Location & { kind: 'text' }): CompletionItem[] {
  const { element, range } = place;
  const { xml, schemas } = request.document;
  const offers = newElements(request, element, range, '<');
  const text = element && possibleText(xml, element, schemas);
  if (text !== undefined) {
    const known = machineOffers(place, request.machine, escapeAttribute);
    const datatypes = wantsExamples(place, request.machine) === 'no' ? [] : text.datatypes;
    const possible = contentOffers({ ...text, datatypes }, range, escapeAttribute);
    offers.push(...firstOfEach([...known, ...possible]));
  }
  if (isUnclosed(element)) offers.push(endTag(`</${element.name.text}>`, range, request));
  return toItems(offers, request);
}
