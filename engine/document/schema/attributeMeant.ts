import { withoutOddSpaces } from '../xml/characters';
import type { XmlAttribute } from '../xml/tree';
import { missingAttribute } from './missing';
import { eventName, type RecoverableWalker } from './recoverableWalker';
import type { Frame, WalkContext } from './walkContext';

/** Values that say nothing about the question that they answer. */
const answers: ReadonlySet<string> = new Set(['yes', 'no']);

/** A value that no attribute takes but those that take any text. */
const anything = '?';

/** The attributes that an unknown one may be meant as. */
interface Suited {
  names: string[];
  /** The one that it is most likely meant as, if the value tells: `mode` for `type="push"`. */
  meant?: string;
}

/**
 * The possible attributes that take the value of an unknown one. Those that take any text are no guess, unless the
 * element lacks them.
 */
export function suitedBy(
  { frontier, info }: WalkContext,
  { path }: Frame,
  { value }: XmlAttribute,
  possible: readonly string[],
): Suited | undefined {
  const text = value?.text ?? '';
  if (text === '') return undefined;
  const walker = frontier.first;
  const missing = missingAttribute(walker, info(path))?.oneOf ?? [];
  const names = possible.filter(
    (name) => takes(walker, name, text) && (missing.includes(name) || !takes(walker, name, anything)),
  );
  const lacking = names.filter((name) => missing.includes(name));
  const [meant, ...others] = lacking.length > 0 ? lacking : answers.has(text) ? [] : names;
  if (names.length === 0) return undefined;
  return { names, ...(meant !== undefined && others.length === 0 && { meant }) };
}

function takes(walker: RecoverableWalker, name: string, value: string): boolean {
  const next = walker.fork();
  return (
    next.take(['attributeName', ...eventName(name)]) === 'taken' &&
    next.take(['attributeValue', withoutOddSpaces(value)]) === 'taken'
  );
}
