import { withoutOddSpaces } from '../xml/characters';
import { attributeNamespace, declaresNamespace, splitName } from '../xml/namespaces';
import type { XmlAttribute } from '../xml/tree';
import { takeAnyValue } from './frontier';
import { addAttribute } from './missing';
import { eventName } from './recoverableWalker';
import { nearest } from './spelling';
import type { Frame, WalkContext } from './walkContext';
import { contentWords, expected, narrowed, sampleValues } from './words';

/**
 * Takes the attributes of the element that has just been entered, except `left`. Their order means nothing, so the
 * ones that the schema refuses come last: then it is known which others are there.
 */
export function walkAttributes(context: WalkContext, frame: Frame, left?: XmlAttribute): void {
  const seen = new Set<string>();
  const refused: XmlAttribute[] = [];
  for (const attribute of frame.element.attributes) {
    const { text } = attribute.name;
    // A name that is there twice has been reported as not well-formed.
    if (attribute === left || declaresNamespace(text) || seen.has(text)) continue;
    seen.add(text);
    if (takeAttribute(context, frame, attribute, text) === 'refused') refused.push(attribute);
  }
  for (const attribute of refused) takeRefused(context, frame, attribute);
}

/** Takes an attribute as the schema's `name`. */
function takeAttribute(
  context: WalkContext,
  frame: Frame,
  attribute: XmlAttribute,
  name: string,
): 'taken' | 'refused' {
  const { prefix, localName } = splitName(name);
  // Only what a schema has a wildcard for can have a prefix here.
  const tag = prefix === '' ? eventName(name) : ([attributeNamespace(attribute), localName] as const);
  const before = context.frontier.bookmark();
  if (context.frontier.take(['attributeName', ...tag]) === 'refused') return 'refused';
  const { value } = attribute;
  if (value && context.frontier.take(['attributeValue', withoutOddSpaces(value.text)]) === 'taken')
    return 'taken';

  const info = context.info(frame.path)?.attributes[name];
  // A value that is missing or still being typed has been reported as such.
  if (value && value.form !== 'unfinished') {
    const wanted = narrowed(info, context.frontier.possible());
    const given = value.text === '' ? 'empty' : JSON.stringify(value.text);
    const message = `value of attribute "${attribute.name.text}" is ${given}${expected(contentWords(wanted))}`;
    context.report(
      'invalid-value',
      value.range,
      message,
      wanted.values.map((each) => each.value),
    );
  }
  const instead = context.frontier.fork(frame.depth, (walker) =>
    takeAnyValue(walker, value?.text ?? '', sampleValues(narrowed(info, walker.possible()))),
  );
  if (instead === 'refused') {
    context.frontier = before();
    frame.startTag = 'unfinished';
  }
  return 'taken';
}

function takeRefused(context: WalkContext, frame: Frame, attribute: XmlAttribute): void {
  const { text, range } = attribute.name;
  const possible = context.frontier.possible().attributes;
  const isHalfTyped = !attribute.value;
  const info = context.info(frame.path)?.attributes ?? {};
  if (Object.hasOwn(info, text)) {
    const message = `attribute "${text}" is not allowed in this "${frame.tag[1]}"`;
    context.report('misplaced-attribute', range, message + expected(possible), possible);
    return;
  }
  const meant = nearest(text, possible);
  if (isHalfTyped) {
    // While a name is being typed, it is not missing.
    const begun = possible.find((name) => name.startsWith(text)) ?? meant;
    if (begun === undefined) return;
    context.frontier.fork(frame.depth, (walker) =>
      addAttribute(walker, begun, info[begun]).map((added) => added.walker),
    );
    return;
  }
  const message = `attribute "${text}" is not allowed in "${frame.tag[1]}"${expected(possible)}`;
  context.report('unknown-attribute', range, message, possible);
  if (meant !== undefined) takeAttribute(context, frame, attribute, meant);
}
