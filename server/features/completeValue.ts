import * as l10n from '@vscode/l10n';
import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver/node';
import {
  possibleValues,
  say,
  translated,
  type ContentInfo,
  type Location,
  type TextRange,
} from '../../engine/document';
import { documented } from '../markup';
import { toItems, type CompletionRequest, type Offer } from './completionRequest';
import { freeName } from './freeName';
import { machineOffers, namesTaken, wantsExamples } from './machineNames';
import { escapeAttribute } from './xmlText';

/** For `mode="pu|"`, and for values whose quotes are not or not all there: the whole value. */
export function valueItems(
  request: CompletionRequest,
  place: Location & { kind: 'attribute-value' },
): CompletionItem[] {
  const { attribute, range } = place;
  const { xml, schemas } = request.document;
  const [before, after] = missingQuotes(attribute.value?.form, xml.text[range.start - 1]);
  const write = (value: string) => before + escapeAttribute(value) + after;
  const known = machineOffers(place, request.machine, write);
  const content = possibleValues(xml, attribute, schemas);
  const isInvented = wantsExamples(place, request.machine) === 'no';
  // An example must not be the name of another disk: no disk may be listed twice.
  const { element, name } = attribute;
  const datatypes = content.datatypes.map((datatype) => ({
    ...datatype,
    example: freeName(element, name.text, datatype.example),
  }));
  const possible = contentOffers({ ...content, datatypes: isInvented ? [] : datatypes }, range, write);
  const taken = namesTaken(attribute);
  const free = possible.filter(({ label }) => !taken.has(label));
  return toItems(firstOfEach([...known, ...free]), request);
}

/** The offers without those whose label another one has already. */
export function firstOfEach(offers: readonly Offer[]): Offer[] {
  const labels = new Set<string>();
  return offers.filter(({ label }) => !labels.has(label) && labels.add(label));
}

/** Offers for listed values, and one example of each data type. */
export function contentOffers(
  { values, datatypes }: ContentInfo,
  replaces: TextRange,
  write: (value: string) => string,
): Offer[] {
  const listed = values.map(({ value, documentation }) => ({
    value,
    documentation: documented(documentation),
    detail: undefined,
    rank: 0,
  }));
  // Several data types can share an example, such as the spellings of an IPv6 address.
  const named = datatypes.filter(({ example }) => example !== '');
  const examples = new Map(named.map(({ example, words }) => [example, translated(say(words), l10n.t)]));
  const others = [...examples].map(([value, words]) => ({
    value,
    documentation: [],
    detail: l10n.t('{0}, for example', words),
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
