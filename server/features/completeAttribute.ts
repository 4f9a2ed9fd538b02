import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver/node';
import { possibleAttributes, type Location, type TextRange } from '../../engine/document';
import { documented } from '../markup';
import { toItems, type CompletionRequest } from './completionRequest';
import { describeNewAttribute } from './skeleton';
import { restingPlace, valueStop, type Pieces } from './snippet';

/** For `<disk |` and `<disk na|`: the attributes that the element can still get. */
export function attributeItems(
  request: CompletionRequest,
  { element, attribute, range, prefix }: Location & { kind: 'attribute-name' },
): CompletionItem[] {
  const { xml, schemas } = request.document;
  // Right before an attribute a new one is begun; the one behind the cursor stays as it is.
  const replaced = prefix === '' ? undefined : attribute;
  const isBefore = attribute !== undefined && replaced === undefined;
  const replaces: TextRange = isBefore ? { start: request.offset, end: request.offset } : range;
  const hasValue =
    replaced !== undefined && (replaced.value !== undefined || isFollowedByEquals(xml.text, range.end));

  const offers = possibleAttributes(xml, element, replaced, schemas).map(({ name, need, documentation }) => {
    const pieces: Pieces = [name];
    if (!hasValue) {
      pieces.push('="', valueStop(describeNewAttribute(element, name, replaced, schemas)), '"', restingPlace);
    }
    if (isBefore) pieces.push(' ');
    return {
      label: name,
      kind: CompletionItemKind.Property,
      documentation: documented(documentation),
      rank: need === 'required' ? 0 : 1,
      replaces,
      pieces,
    };
  });
  return toItems(offers, request);
}

function isFollowedByEquals(text: string, offset: number): boolean {
  return /^\s*=/.test(text.slice(offset, offset + 100));
}
