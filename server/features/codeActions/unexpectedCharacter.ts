import * as l10n from '@vscode/l10n';
import { describeElement, locate, possibleAttributes } from '../../../engine/document';
import { fix, insertion, removal, replacement, type Fix, type FixRequest } from './fix';
import { markupInTag } from './movedMarkup';

/** Ways to mend what is in a tag and neither an attribute nor the tag's end. */
export function unexpectedCharacter(request: FixRequest): Fix[] {
  const { xml, problem } = request;
  const { range } = problem;
  const { text } = xml;
  if (/^<(?:!--|\?)/.test(text.slice(range.start, range.end))) return markupInTag(xml, range);
  if (text.slice(range.start, range.end) === '\\')
    return [fix(l10n.t('Write "{0}"', '/'), 'certain', replacement(range, '/'))];
  if (/^[^\s](?:[,;]+|["'])[^\s/>]$/.test(text.slice(range.start - 1, range.end + 1)))
    return [fix(l10n.t('Write a space'), 'likely', replacement(range, ' '))];
  return [...named(request), fix(l10n.t('Remove it'), 'likely', removal(range))];
}

/** A value without a name is that of the attribute which is missing, or of the only one that lists it. */
function named({ xml, problem: { range }, schemas }: FixRequest): Fix[] {
  const value = xml.text.slice(range.start, range.end);
  const { element } = locate(xml, range.start);
  if (!element || !/^=?\s*(?:"[^"]*"|'[^']*')$/.test(value)) return [];
  const possible = possibleAttributes(xml, element, undefined, schemas);
  const [required] = possible.filter(({ need }) => need === 'required');
  const attributes = describeElement(element, schemas)?.attributes ?? {};
  const inQuotes = value.replace(/^=?\s*/, '').slice(1, -1);
  const listing = possible.filter(({ name }) =>
    attributes[name]?.values.some((each) => each.value === inQuotes),
  );
  const [only, ...others] = listing;
  const first = required ?? (others.length === 0 ? only : undefined);
  if (!first) return [];
  const written = value.startsWith('=') ? first.name : `${first.name}=`;
  return [fix(l10n.t('Insert the name "{0}"', first.name), 'likely', insertion(range.start, written))];
}
