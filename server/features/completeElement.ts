import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver/node';
import {
  possibleElements,
  type Location,
  type Possibility,
  type TextRange,
  type XmlElement,
} from '../../engine/document';
import { documented } from '../markup';
import { toItems, type CompletionRequest, type Offer } from './completionRequest';
import { diskSnippets } from './diskSnippets';
import { documentSnippets } from './documentSnippets';
import { describeNewElement, type NewElement } from './skeleton';
import { restingPlace, valueStop, type Pieces } from './snippet';

/** For `<|` and `<di|`: what can stand there, and the end tag if it is missing. */
export function elementItems(
  request: CompletionRequest,
  { element, range, prefix }: Location & { kind: 'element-name' },
): CompletionItem[] {
  const { parent } = element;
  // A document has one root.
  if (parent === undefined && element !== request.document.xml.root) return [];
  const offers = isWritten(element)
    ? possibleElements(request.document.xml, request.offset, request.document.schemas).map((possibility) =>
        nameOnly(possibility, range),
      )
    : newElements(request, parent, withClosing(range, request), '');
  if (prefix === '' && isUnclosed(parent)) offers.push(endTag(`/${parent.name.text}>`, range, request));
  return toItems(offers, request);
}

/** For `</|` and `</di|`: the end of the element that is open there. */
export function endTagItems(
  request: CompletionRequest,
  { element, range }: Location & { kind: 'end-tag' },
): CompletionItem[] {
  if (element === undefined || element.name.text === '') return [];
  return toItems([endTag(`${element.name.text}>`, range, request)], request);
}

/** Offers of whole elements inside `parent`; `opening` is what of a start tag is still to be written, `<` or nothing. */
export function newElements(
  request: CompletionRequest,
  parent: XmlElement | undefined,
  replaces: TextRange,
  opening: '<' | '',
): Offer[] {
  const { xml, schemas } = request.document;
  const possible = possibleElements(xml, request.offset, schemas);
  const offers = possible.flatMap((possibility) =>
    wholeElement(possibility, describeNewElement(parent, possibility.name, schemas), replaces, opening),
  );
  if (request.abilities.insertText === 'plain') return offers;
  const names = possible.map(({ name }) => name);
  if (!parent) return [...offers, ...documentSnippets(names, replaces, opening)];
  return names.includes('disk') ? [...offers, ...diskSnippets(parent, replaces, opening)] : offers;
}

/** Whether an element has begun and nothing ends it, so that its end tag is worth offering. */
export function isUnclosed(element: XmlElement | undefined): element is XmlElement {
  return (
    element !== undefined &&
    element.name.text !== '' &&
    element.endTag === undefined &&
    element.startTag.form === 'open'
  );
}

/** Offers to end an element; `text` is the rest of its end tag, `>` included. */
export function endTag(text: string, replaces: TextRange, { document }: CompletionRequest): Offer {
  const isFollowed = document.xml.text[replaces.end] === '>';
  return {
    label: text,
    kind: CompletionItemKind.Keyword,
    documentation: [],
    rank: 2,
    replaces,
    pieces: [isFollowed ? text.slice(0, -1) : text],
  };
}

/** `<|>`: a `>` that an editor added by itself goes with the name, because a whole element ends itself. */
function withClosing({ start, end }: TextRange, { document }: CompletionRequest): TextRange {
  return { start, end: document.xml.text[end] === '>' ? end + 1 : end };
}

/** Whether more than the name stands there already, so that only the name may be replaced. */
function isWritten({ attributes, startTag, endTag: end }: XmlElement): boolean {
  return attributes.length > 0 || startTag.form !== 'unfinished' || end !== undefined;
}

function nameOnly({ name, need, documentation }: Possibility, replaces: TextRange): Offer {
  return { ...elementOffer(name, need, documentation), replaces, pieces: [name] };
}

function elementOffer(name: string, need: Possibility['need'], documentation: string[]) {
  return {
    label: name,
    filterText: name,
    kind: CompletionItemKind.Class,
    documentation: documented(documentation),
    rank: need === 'required' ? 0 : 1,
  };
}

/** An element that can be left empty as well as filled is offered in both forms, as `disk` and `disk/`. */
function wholeElement(
  { name, need, documentation }: Possibility,
  described: NewElement,
  replaces: TextRange,
  opening: string,
): Offer[] {
  const start: Pieces = [opening + name];
  for (const { name: attribute, content } of described.required) {
    start.push(` ${attribute}="`, valueStop(content), '"');
  }
  const offer = elementOffer(name, need, documentation);
  const end = `</${name}>`;
  if (described.children === 'none' && described.text === 'none') {
    return [{ ...offer, replaces, pieces: [...start, restingPlace, '/>'] }];
  }
  if (described.children === 'none') {
    return [{ ...offer, replaces, pieces: [...start, '>', restingPlace, end] }];
  }
  const filled: Offer = { ...offer, replaces, pieces: [...start, '>\n\t', restingPlace, `\n${end}`] };
  if (described.children === 'required') return [filled];
  return [filled, { ...offer, label: `${name}/`, replaces, pieces: [...start, restingPlace, '/>'] }];
}
