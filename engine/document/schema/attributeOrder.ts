import { withoutOddSpaces } from '../xml/characters';
import { attributeNamespace, splitName } from '../xml/namespaces';
import type { XmlAttribute } from '../xml/tree';
import { leaveStartTag } from './elementWalk';
import type { Frontier } from './frontier';
import { eventName } from './recoverableWalker';
import { WalkContext, type Frame } from './walkContext';

/** At most so many attributes are tried out as the one that the others have to go with. */
const mostLeaders = 8;

type TakeInOrder = (context: WalkContext, frame: Frame, attributes: readonly XmlAttribute[]) => void;

/** The name of an attribute, as an event has it, if it is taken for the schema's `name`. */
export function attributeTag(attribute: XmlAttribute, name: string): readonly [string, string] {
  const { prefix, localName } = splitName(name);
  // Only what a schema has a wildcard for can have a prefix here.
  return prefix === '' ? eventName(name) : [attributeNamespace(attribute), localName];
}

/** Takes an attribute with its value as the schema's `name`, or nothing. */
export function takeSound(
  frontier: Frontier,
  attribute: XmlAttribute,
  name = attribute.name.text,
): 'taken' | 'refused' {
  const { value } = attribute;
  if (!value) return 'refused';
  const [namespace, localName] = attributeTag(attribute, name);
  return frontier.take(['attributeNameAndValue', namespace, localName, withoutOddSpaces(value.text)]);
}

/**
 * The order in which an element's attributes are best taken, whatever the order in the text. The one that is taken
 * first decides what the others may be, such as `transport` in a `server`, so where some do not go together, the order
 * is the one with the fewest errors; of equals, those come first that the schema lists values for.
 */
export function bestOrder(
  context: WalkContext,
  frame: Frame,
  attributes: readonly XmlAttribute[],
  takeInOrder: TakeInOrder,
): readonly XmlAttribute[] {
  const info = context.info(frame.path)?.attributes ?? {};
  const names = Object.keys(info);
  const rank = ({ name: { text } }: XmlAttribute): number => {
    const place = names.indexOf(text);
    if (place === -1) return names.length * 2;
    return info[text]?.values.length === 0 ? names.length + place : place;
  };
  const sorted = attributes.toSorted((one, other) => rank(one) - rank(other));
  const known = sorted.filter(({ name }) => Object.hasOwn(info, name.text));
  if (!hasConflict(context, frame, known)) return sorted;
  const orders = known
    .slice(0, mostLeaders)
    .map((leader) => [leader, ...sorted.filter((each) => each !== leader)]);
  const children = new Set<string>();
  for (const node of frame.element.children) if (node.kind === 'element') children.add(node.localName);
  const counted = orders.map((order) => ({
    order,
    errors: errorsIn(context, frame, order, takeInOrder, children),
  }));
  const fewest = Math.min(...counted.map(({ errors }) => errors));
  return counted.find(({ errors }) => errors === fewest)?.order ?? sorted;
}

/** Whether the schema refuses one of these attributes, which the element can have, or a value that it lists for one. */
function hasConflict(context: WalkContext, frame: Frame, attributes: readonly XmlAttribute[]): boolean {
  const info = context.info(frame.path)?.attributes ?? {};
  let frontier = context.frontier.copy();
  for (const attribute of attributes) {
    const before = frontier.copy();
    if (takeSound(frontier, attribute) === 'taken') continue;
    frontier = before.copy();
    const { name, value } = attribute;
    const isListed = info[name.text]?.values.some((each) => each.value === value?.text.trim()) ?? false;
    const isNameRefused = before.take(['attributeName', ...attributeTag(attribute, name.text)]) === 'refused';
    if (isListed || isNameRefused) return true;
  }
  return false;
}

/** How many errors an order of the attributes leads to, in the start tag and among the names of the children. */
function errorsIn(
  { schema, frontier }: WalkContext,
  frame: Frame,
  order: readonly XmlAttribute[],
  takeInOrder: TakeInOrder,
  children: ReadonlySet<string>,
): number {
  let errors = 0;
  const trial = new WalkContext(schema, () => (errors += 1), frontier.copy());
  const tried = { ...frame };
  takeInOrder(trial, tried, order);
  if (leaveStartTag(trial, tried) === 'stuck') errors += 1;
  const possible = new Set(trial.frontier.possible().elements);
  for (const name of children) if (!possible.has(name)) errors += 1;
  return errors;
}
