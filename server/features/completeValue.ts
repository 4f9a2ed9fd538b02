import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver/node';
import { possibleValues, type ContentInfo, type Location, type TextRange } from '../../engine/document';
import { toItems, type CompletionRequest, type Offer } from './completionRequest';
import { escapeAttribute } from './xmlText';

/** For `mode="pu|"`, and for values whose quotes are not or not all there: the whole value. */
export function valueItems(
  request: CompletionRequest,
  { attribute, range }: Location & { kind: 'attribute-value' },
): CompletionItem[] {
  const { xml } = request.document;
  const [before, after] = missingQuotes(attribute.value?.form, xml.text[range.start - 1]);
  const write = (value: string) => before + escapeAttribute(value) + after;
  return toItems(contentOffers(possibleValues(xml, attribute), range, write), request);
}

/** Offers for listed values, and one example of each data type. */
export function contentOffers(
  { values, datatypes }: ContentInfo,
  replaces: TextRange,
  write: (value: string) => string,
): Offer[] {
  const listed = values.map(({ value, documentation }) => ({
    value,
    documentation,
    detail: undefined,
    rank: 0,
  }));
  // Several data types can share an example, such as the spellings of an IPv6 address.
  const examples = new Map(datatypes.map(({ example, words }) => [example, words]));
  const others = [...examples].map(([value, words]) => ({
    value,
    documentation: [],
    detail: `${words}, for example`,
    rank: 1,
  }));
  return [...listed, ...others].map(({ value, documentation, detail, rank }) => ({
    label: value,
    // Quotes that are inserted along must not keep the typed text from matching.
    filterText: value,
    kind: rank === 0 ? CompletionItemKind.EnumMember : CompletionItemKind.Value,
    ...(detail === undefined ? {} : { detail }),
    documentation,
    rank,
    replaces,
    pieces: [write(value)],
  }));
}

function missingQuotes(
  form: 'quoted' | 'unquoted' | 'unfinished' | undefined,
  opening = '"',
): [string, string] {
  if (form === 'quoted') return ['', ''];
  if (form === 'unfinished') return ['', opening];
  return ['"', '"'];
}
