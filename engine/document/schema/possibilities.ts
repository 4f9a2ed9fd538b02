import type { XmlAttribute, XmlDocument, XmlElement } from '../xml/tree';
import { walkAttributes } from './attributeWalk';
import type { LoadedSchema } from './loadedSchema';
import { addElement, missingAttribute, missingElement } from './missing';
import { eventName } from './recoverableWalker';
import type { AttributeInfo, ContentInfo, ElementInfo } from './schema';
import { walkDocument, type Place } from './schemaWalk';
import { WalkContext, type Frame } from './walkContext';
import { narrowed } from './words';

/** An element or attribute that may be written at a place. */
export interface Possibility {
  name: string;
  /** `required`: the document is not valid without it. */
  need: 'required' | 'optional';
  /** Documentation paragraphs, in the schema's order. */
  documentation: string[];
}

/**
 * The elements that may stand in `container` (absent: at the top level) at `offset`, in view of what precedes and of
 * what follows in it.
 * @param replaced an element whose name is being edited, and which is to be left out of account
 */
export function elementsAt(
  schema: LoadedSchema,
  document: XmlDocument,
  container: XmlElement | undefined,
  offset: number,
  replaced?: XmlElement,
): Possibility[] {
  const context = silentContext(schema);
  if (!container) return describe(context.frontier.possible().elements, [], (name) => context.info(name));
  const frame = walkTo(
    context,
    document,
    (place) =>
      place.kind === 'content' &&
      place.frame.element === container &&
      (place.nodes[place.index]?.range.start ?? Number.POSITIVE_INFINITY) >= offset,
  );
  if (!frame) return [];
  const { tag, path } = frame;
  const required = missingElement(context.frontier.first, tag, path, context.info)?.oneOf ?? [];
  const possible = context.frontier.possible().elements;
  const following = namesFrom(container, offset, replaced).filter((name) => possible.includes(name));
  const offered = following.length === 0 ? possible : agreeing(context, path, possible, following);
  return describe(offered, required, (name) => context.info(`${path}/${name}`));
}

/** The names of the elements in `container` from `offset` on. */
function namesFrom(container: XmlElement, offset: number, replaced: XmlElement | undefined): string[] {
  const names = new Set<string>();
  for (const node of container.children) {
    if (node.kind === 'element' && node !== replaced && node.range.start >= offset) names.add(node.localName);
  }
  return [...names];
}

/**
 * Those of the possible elements behind which everything that follows may still stand: what may stand only once must
 * not come before itself, and no dialect before the other one.
 */
function agreeing(
  context: WalkContext,
  path: string,
  possible: readonly string[],
  following: readonly string[],
): string[] {
  const leavesRoom = (name: string, others: readonly string[]): boolean => {
    const added = addElement(context.frontier.first, name, `${path}/${name}`, context.info, 0);
    if (!added) return true;
    const { elements } = added.possible();
    return others.every((each) => elements.includes(each));
  };
  const all = possible.filter((name) => leavesRoom(name, following));
  if (all.length > 0) return all;
  // What follows may itself not agree, and then nothing would agree with all of it.
  return possible.filter((name) => !following.includes(name) || leavesRoom(name, [name]));
}

/** The attributes that may be added to `element` if `left` is not there. */
export function attributesOf(
  schema: LoadedSchema,
  document: XmlDocument,
  element: XmlElement,
  left: XmlAttribute | undefined,
): Possibility[] {
  const context = silentContext(schema);
  const frame = walkTo(context, document, (place) => isStartTagOf(place, element));
  if (!frame) return [];
  walkAttributes(context, frame, left);
  const info = context.info(frame.path);
  const required = missingAttribute(context.frontier.first, info)?.oneOf ?? [];
  return describe(context.frontier.possible().attributes, required, (name) => info?.attributes[name]);
}

/** What may stand in `attribute`, in view of the element's other attributes. */
export function valuesOf(schema: LoadedSchema, document: XmlDocument, attribute: XmlAttribute): ContentInfo {
  const context = silentContext(schema);
  const frame = walkTo(context, document, (place) => isStartTagOf(place, attribute.element));
  const nothing = { values: [], datatypes: [] };
  if (!frame) return nothing;
  walkAttributes(context, frame, attribute);
  const name = attribute.name.text;
  if (context.frontier.take(['attributeName', ...eventName(name)]) === 'refused') return nothing;
  return narrowed(context.info(frame.path)?.attributes[name], context.frontier.possible());
}

/** What the schema says about an element, told from its name and the names of those around it. */
export function elementInfo(schema: LoadedSchema, element: XmlElement): ElementInfo | undefined {
  const names: string[] = [];
  for (let each: XmlElement | undefined = element; each; each = each.parent) names.push(each.localName);
  return schema.elements.get(names.toReversed().join('/'));
}

/** What the schema says about an attribute. */
export function attributeInfo(
  schema: LoadedSchema,
  { element, name }: XmlAttribute,
): AttributeInfo | undefined {
  const attributes = elementInfo(schema, element)?.attributes ?? {};
  return Object.hasOwn(attributes, name.text) ? attributes[name.text] : undefined;
}

/** A walk to a place judges nothing; it only wants to know what is possible there. */
function silentContext(schema: LoadedSchema): WalkContext {
  return new WalkContext(schema, () => undefined);
}

/** A walk goes no further, which takes half a second or so: completion is asked for at each key. */
const mostPlaces = 400_000;

function walkTo(
  context: WalkContext,
  document: XmlDocument,
  isThere: (place: Place) => boolean,
): Frame | undefined {
  let passed = 0;
  for (const place of walkDocument(context, document)) {
    if (isThere(place)) return place.frame;
    passed += 1;
    if (passed > mostPlaces) return undefined;
  }
  return undefined;
}

function isStartTagOf(place: Place, element: XmlElement): boolean {
  return place.kind === 'start-tag' && place.frame.element === element;
}

/** One that is missing is required if nothing else would do. */
function describe(
  names: readonly string[],
  missing: readonly string[],
  info: (name: string) => { documentation: string[] } | undefined,
): Possibility[] {
  const possibilities = names.map((name): Possibility => {
    const need = missing.length === 1 && missing[0] === name ? 'required' : 'optional';
    return { name, need, documentation: info(name)?.documentation ?? [] };
  });
  return possibilities.toSorted((a, b) => Number(b.need === 'required') - Number(a.need === 'required'));
}
