import * as l10n from '@vscode/l10n';
import { locate } from '../../../engine/document';
import { fix, type Fix, type FixRequest } from './fix';
import { mostValues, suggestions } from './suggestions';
import { isInside, textsIn, writeText, writeTexts } from './textEdits';
import { elementAt } from './whereabouts';

/** Ways to write another text than one that is refused. What stands in between, such as a comment, stays. */
export function invalidText({ xml, problem: { range, offers = [] } }: FixRequest): Fix[] {
  const { element } = locate(xml, range.start);
  const texts = element ? textsIn(element).filter(({ words }) => isInside(words, range)) : [];
  const given = texts
    .map(({ content }) => content)
    .join('')
    .trim();
  const write = (value: string) => writeTexts(texts, value);
  // As a name has it, where that is what is wanted.
  const joinedUp = given
    .split(/[^\w.-]+/)
    .filter((part) => part !== '')
    .join('-');
  const isName = offers.length === 0 && /[a-z\d]/i.test(joinedUp);
  const named = isName ? [fix(l10n.t('Write "{0}"', joinedUp), 'likely', ...write(joinedUp))] : [];
  return [...suggestions(given, offers, write), ...named];
}

/** Ways to write the text that an element lacks. */
export function missingText(request: FixRequest): Fix[] {
  const element = elementAt(request);
  if (!element) return [];
  return (request.problem.offers ?? [])
    .slice(0, mostValues)
    .map((value) => fix(l10n.t('Write {0}', value), 'possible', ...writeText(element, value)));
}
