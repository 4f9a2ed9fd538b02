import { nearest, nearestOnes, hasSameLetters } from '../spelling';
import { withoutOddSpaces } from '../xml/characters';
import type { XmlAttribute } from '../xml/tree';
import { missingAttribute } from './missing';
import { eventName, type RecoverableWalker } from './recoverableWalker';
import type { Frame, WalkContext } from './walkContext';

/** Values that say nothing about the question that they answer. */
const answers: ReadonlySet<string> = new Set(['yes', 'no']);

/** A value that no attribute takes but those that take any text. */
const anything = '?';

/** A shorter name has too many others near it, as `tape` has `type`, to be told without its value. */
const shortestAlone = 5;

/** The attributes that an unknown one may be meant as. */
interface Suited {
  names: string[];
  /** The one that it is most likely meant as, if the value tells: `mode` for `type="push"`. */
  meant?: string;
}

/**
 * The attribute that an unknown one is most likely a misspelling of. Its value tells, too, where an attribute takes
 * listed ones only: `node="pull"` is meant as `mode`, and `node="1"` is not, nor is `bakup="full"` as `backup`, where
 * `backupmode` takes that.
 */
export function misspelledOf(
  context: WalkContext,
  frame: Frame,
  attribute: XmlAttribute,
  possible: readonly string[],
): string | undefined {
  const { text } = attribute.name;
  const near = nearestOnes(text, possible);
  const fitting = near.find((name) => mayHold(context, frame, name, attribute.value?.text ?? ''));
  if (fitting !== undefined) return fitting;
  const [likeliest] = near;
  const isTold = likeliest !== undefined && (text.length >= shortestAlone || hasSameLetters(text, likeliest));
  return isTold && !suitedBy(context, frame, attribute, possible)?.meant ? likeliest : undefined;
}

/** Whether a value is one that an attribute takes, a misspelled one of them, or of a kind that is not listed. */
function mayHold({ frontier, info }: WalkContext, { path }: Frame, name: string, value: string): boolean {
  const { values = [], datatypes = [] } = info(path)?.attributes[name] ?? {};
  if (value === '' || datatypes.length > 0 || values.length === 0) return true;
  const listed = values.map((each) => each.value);
  return takes(frontier.first, name, value) || nearest(value, listed) !== undefined;
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

/** Whether an attribute takes a value, and not any other just as well. */
export function isOfKind(walker: RecoverableWalker, name: string, value: string): boolean {
  return takes(walker, name, value) && !takes(walker, name, anything);
}

function takes(walker: RecoverableWalker, name: string, value: string): boolean {
  const next = walker.fork();
  return (
    next.take(['attributeName', ...eventName(name)]) === 'taken' &&
    next.take(['attributeValue', withoutOddSpaces(value)]) === 'taken'
  );
}
