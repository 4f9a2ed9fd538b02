import * as l10n from '@vscode/l10n';
import { byDistance, nearest, nearOnes } from '../../../engine/document';
import { fix, type Edit, type Fix } from './fix';

/** More values than these are a list that completion shows better. */
export const mostValues = 5;

/** What other languages have for yes and no. */
const answers: ReadonlyMap<string, string> = new Map([
  ['true', 'yes'],
  ['1', 'yes'],
  ['enabled', 'yes'],
  ['false', 'no'],
  ['0', 'no'],
  ['off', 'no'],
  ['disabled', 'no'],
  ['none', 'no'],
]);

/**
 * The listed values, the likeliest first. One that is plainly meant is certain only where no other one is near, and where
 * more than two letters tell: `on` resembles `no`.
 */
export function suggestions(
  given: string,
  offers: readonly string[],
  write: (value: string) => Edit[],
): Fix[] {
  const near = given.length > 2 ? nearOnes(given, offers) : [];
  const answer = answers.get(given.toLowerCase());
  const meant =
    sameLetters(given, offers) ?? nearest(given, near) ?? offers.find((value) => value === answer);
  return byDistance(meant ?? given, offers)
    .slice(0, mostValues)
    .map((value) =>
      value === meant
        ? fix(l10n.t('Did you mean "{0}"?', value), near.length === 1 ? 'certain' : 'likely', ...write(value))
        : fix(l10n.t('Write "{0}"', value), 'possible', ...write(value)),
    );
}

/** The one of some values that is this one but for its case. */
export function sameLetters(given: string, offers: readonly string[]): string | undefined {
  return offers.find((value) => value.toLowerCase() === given.toLowerCase());
}
