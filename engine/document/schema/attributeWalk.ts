import { withoutOddSpaces } from '../xml/characters';
import { mostProblems } from '../problem';
import { declaresNamespace } from '../xml/namespaces';
import type { XmlAttribute } from '../xml/tree';
import { attributeTag, bestOrder, takeSound } from './attributeOrder';
import { takeAnyValue, takeEach } from './frontier';
import { addAttribute, missingAttribute } from './missing';
import { isOfKind, misspelledOf, suitedBy } from './attributeMeant';
import { eventName } from './recoverableWalker';
import type { ContentInfo } from './schema';
import { nearest } from '../spelling';
import { usableAttributes, usableValues } from '../semantics/usableValues';
import type { Frame, WalkContext } from './walkContext';
import { expecting, quoted, say } from '../wording';
import { contentWords, narrowed, sampleValues } from './words';

/** No element of the schemas has nearly as many; so many more are problems that nobody lists. */
const mostAttributes = mostProblems;

/** Of so many unknown ones it is asked what else they may be meant as. */
const mostGuesses = 8;

/** Takes the attributes of the element that has just been entered, except `left`. Their order means nothing. */
export function walkAttributes(context: WalkContext, frame: Frame, left?: XmlAttribute): void {
  const given = attributesToTake(context, frame, left);
  const info = context.info(frame.path)?.attributes ?? {};
  if (given.length < 2 || given.filter(({ name }) => Object.hasOwn(info, name.text)).length < 2) {
    // There is nothing that does not go together.
    takeInOrder(context, frame, given);
    return;
  }
  const before = context.frontier.copy();
  if (given.every((attribute) => takeEvery(context, frame, attribute) === 'taken')) return;
  context.frontier = before;
  takeInOrder(context, frame, bestOrder(context, frame, given, takeInOrder));
}

/** One attribute of each name. */
function attributesToTake(context: WalkContext, frame: Frame, left?: XmlAttribute): XmlAttribute[] {
  const own: XmlAttribute[] = [];
  for (const attribute of frame.element.attributes) {
    if (attribute === left || declaresNamespace(attribute.name.text)) continue;
    if (own.length > mostAttributes) {
      context.extent = 'partial';
      break;
    }
    own.push(attribute);
  }
  // Most elements have one.
  if (own.length < 2) return own;
  const attributes = new Map<string, XmlAttribute>();
  for (const attribute of own) {
    const { text } = attribute.name;
    // A name that is there twice has been reported as not well-formed; which of the values is meant is left open.
    if (attributes.has(text)) frame.doubled = (frame.doubled ?? new Set()).add(text);
    else attributes.set(text, attribute);
  }
  return [...attributes.values()];
}

/** Takes an attribute with its value, or with each that is written for it; `refused`: it is half taken, or not at all. */
function takeEvery(context: WalkContext, frame: Frame, attribute: XmlAttribute): 'taken' | 'refused' {
  const { text } = attribute.name;
  if (!frame.doubled?.has(text)) return takeSound(context.frontier, attribute);
  const isNamed = context.frontier.take(['attributeName', ...attributeTag(attribute, text)]) === 'taken';
  return isNamed ? takeDoubled(context, frame, attribute) : 'refused';
}

/** The ones that the schema refuses come last: then it is known which others are there. */
function takeInOrder(context: WalkContext, frame: Frame, attributes: readonly XmlAttribute[]): void {
  const refused = attributes.filter(
    (attribute) => takeAttribute(context, frame, attribute, attribute.name.text) === 'refused',
  );
  for (const attribute of refused) takeRefused(context, frame, attribute);
}

/** Takes an attribute as the schema's `name`. */
function takeAttribute(
  context: WalkContext,
  frame: Frame,
  attribute: XmlAttribute,
  name: string,
): 'taken' | 'refused' {
  const isDoubled = frame.doubled?.has(attribute.name.text) ?? false;
  if (!isDoubled && takeSound(context.frontier, attribute, name) === 'taken') return 'taken';
  const before = context.frontier.copy();
  if (context.frontier.take(['attributeName', ...attributeTag(attribute, name)]) === 'refused')
    return 'refused';
  if (isDoubled && takeDoubled(context, frame, attribute) === 'taken') return 'taken';

  const info = context.info(frame.path)?.attributes[name];
  const { value } = attribute;
  // A value that is missing or still being typed has been reported as such.
  if (value && value.form !== 'unfinished') {
    const wanted = wantedValues(frame, name, value.text, narrowed(info, context.frontier.possible()));
    const given = value.text === '' ? say('empty') : quoted(value.text);
    // It is easily overlooked in the value, and no kind of value has one.
    const wording = /[\n\r]/.test(value.text)
      ? say('value of attribute "{0}" has a line break', attribute.name.text)
      : say('value of attribute "{0}" is {1}', attribute.name.text, given);
    context.report(
      'invalid-value',
      value.range,
      expecting(wording, contentWords(wanted)),
      wanted.values.map((each) => each.value),
    );
  }
  const instead = context.frontier.fork(frame.depth, (walker) => {
    const listed = narrowed(info, walker.possible());
    // What the rules refuse at once is not what an author means who writes nothing, or something else.
    const usable = sampleValues(usableValues(frame.tag[1], name, listed));
    const others = sampleValues(listed).filter((each) => !usable.includes(each));
    return [usable, others].flatMap((values) => takeAnyValue(walker, value?.text ?? '', values));
  });
  if (instead === 'refused') {
    context.frontier = before;
    frame.startTag = 'unfinished';
  }
  return 'taken';
}

/** What is told to be expected: no value that a rule refuses at once, unless it is the one that is plainly meant. */
function wantedValues({ tag }: Frame, name: string, written: string, listed: ContentInfo): ContentInfo {
  const given = written.toLowerCase();
  const usable = usableValues(tag[1], name, listed);
  const isUsable = usable.values.some(({ value }) => value.toLowerCase() === given);
  const isMeant = listed.values.some(({ value }) => value.toLowerCase() === given);
  return isMeant && !isUsable ? listed : usable;
}

/** Takes each of the values that are written for an attribute. */
function takeDoubled(
  { frontier }: WalkContext,
  { element, depth }: Frame,
  { name }: XmlAttribute,
): 'taken' | 'refused' {
  const same = element.attributes.filter((each) => each.name.text === name.text);
  const values = new Set(same.flatMap(({ value }) => (value ? [withoutOddSpaces(value.text)] : [])));
  const taken = frontier.fork(depth, (walker) =>
    takeEach(walker, [...values], (value) => [['attributeValue', value]]),
  );
  return taken === 'forked' ? 'taken' : 'refused';
}

function takeRefused(context: WalkContext, frame: Frame, attribute: XmlAttribute): void {
  const { text, range } = attribute.name;
  const possible = context.frontier.possible().attributes;
  const usable = usableAttributes(frame.element, possible);
  const isHalfTyped = !attribute.value;
  const info = context.info(frame.path)?.attributes ?? {};
  if (Object.hasOwn(info, text)) {
    const twin = twinOf(context, frame, attribute);
    const offers = twin === undefined ? usable : [twin];
    const wording = say('attribute "{0}" is not allowed in this "{1}"', text, frame.tag[1]);
    context.report('misplaced-attribute', range, expecting(wording, offers), offers);
    if (twin !== undefined) takeAttribute(context, frame, attribute, twin);
    return;
  }
  if (isHalfTyped) {
    // While a name is being typed, it is not missing.
    const begun = usable.find((name) => name.startsWith(text)) ?? nearest(text, usable);
    if (begun === undefined) return;
    context.frontier.fork(frame.depth, (walker) =>
      addAttribute(walker, begun, info[begun]).map((added) => added.walker),
    );
    return;
  }
  frame.guesses += 1;
  const misspelled =
    frame.guesses <= mostGuesses
      ? misspelledOf(context, frame, attribute, possible)
      : nearest(text, possible);
  const isGuessed = misspelled === undefined && frame.guesses <= mostGuesses;
  const suited = isGuessed ? suitedBy(context, frame, attribute, possible) : undefined;
  const meant = misspelled ?? suited?.meant;
  const wording = expecting(say('attribute "{0}" is not allowed in "{1}"', text, frame.tag[1]), usable);
  context.report('unknown-attribute', range, wording, usable, meant === undefined ? {} : { meant });
  if (misspelled !== undefined) takeAttribute(context, frame, attribute, misspelled);
  if (!suited) return;
  // What it is meant as is left open, so that nothing that lacks it is another error.
  const value = withoutOddSpaces(attribute.value?.text ?? '');
  context.frontier.fork(frame.depth, (walker) => {
    const taken = takeEach(walker, suited.names, (name) => [
      ['attributeNameAndValue', ...eventName(name), value],
    ]);
    // What the likeliest reading lacks is told.
    return suited.meant === undefined ? [walker, ...taken] : [...taken, walker];
  });
}

/**
 * The attribute that is missing in place of a refused one with values of the same kind, such as `dev` for `file` in the
 * target of a block device: its absence is not another error.
 */
function twinOf(context: WalkContext, frame: Frame, { name, value }: XmlAttribute): string | undefined {
  const info = context.info(frame.path);
  const kindsOf = (attribute: string): string =>
    (info?.attributes[attribute]?.datatypes ?? []).map(({ words }) => words).join();
  const kinds = kindsOf(name.text);
  if (!value || kinds === '') return undefined;
  const { first } = context.frontier;
  const missing = missingAttribute(first, info)?.oneOf ?? [];
  // In the name of a server, the path of its socket is no name.
  return (
    missing.find((twin) => kindsOf(twin) === kinds) ??
    missing.find((twin) => isOfKind(first, twin, value.text))
  );
}
