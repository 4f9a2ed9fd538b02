import { isBlank } from '../xml/characters';
import { declaresNamespace } from '../xml/namespaces';
import type { XmlAttribute, XmlElement } from '../xml/tree';
import type { Frontier } from './frontier';
import {
  addAttribute,
  type AddedAttribute,
  endIncomplete,
  missingAttribute,
  missingElement,
} from './missing';
import { eventName } from './recoverableWalker';
import { listMeant } from './elementMeant';
import { passOver, reportRefused } from './refusedElement';
import type { Frame, LackingAttribute, WalkContext, WalkStep } from './walkContext';
import { usableNames } from '../semantics/usableValues';
import { expecting, listing, quoted, say } from '../wording';
import { contentWords, narrowed, sampleValues } from './words';

/** Enters an element; absent: it has no place here, and what is inside it is not looked at. */
export function enterElement(
  context: WalkContext,
  element: XmlElement,
  parent: Frame | undefined,
): Frame | undefined {
  if (element.name.text === '') {
    // A lone "<" is nothing that a schema could know; whole texts of them are not to be held against it one by one.
    if (parent) parent.content = 'unfinished';
    return undefined;
  }
  const tag = [element.namespace, element.localName] as const;
  const list = parent && listMeant(context, element, parent);
  if (list !== undefined) {
    const wording = expecting(say('element "{0}" cannot hold another "{0}"', tag[1]), [list]);
    context.report('unknown-element', element.name.range, wording, [list], { meant: list });
    return enterAs(context, element, list, parent);
  }
  const { assumed } = context;
  const isNothing = assumed?.kind === 'without' && assumed.element === element;
  const without = isNothing ? context.frontier.copy() : undefined;
  const entered = enter(context, element, tag, parent);
  if (entered && without) entered.without = without;
  return entered;
}

function enter(
  context: WalkContext,
  element: XmlElement,
  tag: readonly [string, string],
  parent: Frame | undefined,
): Frame | undefined {
  if (context.frontier.take(['enterStartTag', tag[0], tag[1]]) === 'taken') {
    if (parent?.depth === 1 && mayBeNothing(element)) parent.doubtful ??= element;
    return frameOf(context, element, tag, parent);
  }
  if (isHalfTyped(element)) {
    if (parent) parent.content = 'unfinished';
    return undefined;
  }
  const withAttribute = parent && enterWithAttribute(context, parent, element, tag);
  if (withAttribute) {
    context.frontier = withAttribute;
    return frameOf(context, element, tag, parent);
  }
  const possible = context.frontier.possible().elements;
  const meant =
    element.startTag.name === 'run-together'
      ? possible.find((name) => element.localName.startsWith(name) || name.startsWith(element.localName))
      : reportRefused(context, element, parent, possible);
  const entered = meant === undefined ? undefined : enterAs(context, element, meant, parent);
  if (entered && parent?.depth === 1) parent.doubtful ??= element;
  if (entered) return entered;
  if (parent && meant === undefined) passOver(context, element, parent, possible);
  if (parent) parent.content = 'unfinished';
  return undefined;
}

/** Enters an element as the one that its name was meant as; absent: the schema refuses that, too. */
function enterAs(
  context: WalkContext,
  element: XmlElement,
  meant: string,
  parent: Frame | undefined,
): Frame | undefined {
  const tag = eventName(meant);
  if (context.frontier.take(['enterStartTag', ...tag]) === 'refused') return undefined;
  if (element.endTag?.name.text === meant) context.explained.add(element.endTag.name.range);
  return frameOf(context, element, tag, parent);
}

function isHalfTyped(element: XmlElement): boolean {
  return element.startTag.form === 'unfinished' && !element.endTag;
}

/** Whether an element has no end and no text yet, and so may well be typed before others. */
function mayBeNothing({ startTag, endTag, children }: XmlElement): boolean {
  if (startTag.form === 'self-closing' || endTag) return false;
  return children.every((node) => node.kind !== 'text' || isBlank(node.content));
}

function isWhole({ startTag }: XmlElement): boolean {
  // A value without a name is most likely that of an attribute which is missing.
  return startTag.form !== 'unfinished' && startTag.name === 'whole' && !startTag.nameless;
}

function frameOf(
  context: WalkContext,
  element: XmlElement,
  tag: readonly [string, string],
  parent: Frame | undefined,
): Frame {
  const isUnended = !element.endTag && element.startTag.form !== 'self-closing';
  return {
    element,
    tag,
    path: context.path(parent, tag[1]),
    depth: (parent?.depth ?? 0) + 1,
    guesses: 0,
    beforeContent: undefined,
    taken: undefined,
    startTag: isWhole(element) ? 'whole' : 'unfinished',
    content: isUnended ? 'unfinished' : 'whole',
  };
}

/**
 * Where an element is refused only because its parent lacks an attribute, such as `target` in a `disk` without
 * `type`, the missing attribute is the error.
 */
function enterWithAttribute(
  context: WalkContext,
  parent: Frame,
  element: XmlElement,
  tag: readonly [string, string],
): Frontier | undefined {
  // After other children it would have to be told whether these go with the attribute, too: a second walk does, for
  // the outermost element. For each element there would have to be one more.
  if (parent.taken && (parent.depth > 1 || context.suggested)) return undefined;
  if (hadPlace(parent, tag)) {
    // No attribute is missing: it does not go with what is before it.
    if (parent.doubtful) context.suggested = { kind: 'without', element: parent.doubtful };
    return undefined;
  }
  const found = attributeFor(context, parent, element, tag);
  if (!found) return undefined;
  if (parent.taken) {
    context.suggested = { kind: 'lacking', lacking: found.lacking };
    return undefined;
  }
  reportLacking(context, parent, found.lacking);
  return found.frontier;
}

/** Whether an element would have a place as the first one in `parent`. */
function hadPlace({ beforeContent }: Frame, tag: readonly [string, string]): boolean {
  const start = beforeContent?.copy();
  return start?.take(['leaveStartTag']) === 'taken' && start.take(['enterStartTag', ...tag]) === 'taken';
}

/** The attribute with which an element would have a place in `parent`, and the readings inside of it then. */
function attributeFor(
  context: WalkContext,
  parent: Frame,
  element: XmlElement,
  tag: readonly [string, string],
): { lacking: LackingAttribute; frontier: Frontier } | undefined {
  if (!parent.beforeContent) return undefined;
  const info = context.info(parent.path)?.attributes ?? {};
  for (const name of parent.beforeContent.possible().attributes) {
    const frontier = parent.beforeContent.copy();
    const entered = new Map<AddedAttribute, number>();
    frontier.fork(parent.depth, (walker) =>
      addAttribute(walker, name, info[name]).flatMap((added) => {
        const inside = added.walker;
        const isRefused =
          inside.take(['leaveStartTag']) === 'refused' ||
          inside.take(['enterStartTag', ...tag]) === 'refused';
        if (isRefused) return [];
        const { attributes } = inside.possible();
        const refused = element.attributes.filter((each) => !attributes.includes(each.name.text));
        entered.set(added, refused.length);
        return [inside];
      }),
    );
    if (entered.size === 0) continue;
    // With the element's own attributes not every value may go.
    const fewest = Math.min(...entered.values());
    const meant = [...entered.keys()].filter((each) => entered.get(each) === fewest);
    const walkers = meant.map(({ walker }) => walker);
    frontier.keep((walker) => walkers.includes(walker));
    const values = new Set(meant.map(({ value }) => value));
    return { lacking: { name, values, child: tag[1] }, frontier };
  }
  return undefined;
}

function reportLacking(context: WalkContext, frame: Frame, { name, values, child }: LackingAttribute): void {
  // A value without a name is most likely its.
  if (frame.element.startTag.nameless || isWrittenInside(context, frame, [name])) return;
  const info = context.info(frame.path)?.attributes[name];
  const words = contentWords(info ?? { values: [], datatypes: [] }, values);
  const wording = expecting(say('attribute "{0}" is missing; "{1}" needs it', name, child), words);
  context.report('missing-attribute', frame.element.name.range, wording, [name], { values: [...values] });
}

/** Takes what an earlier walk has found out to be missing. */
function takeAssumed(context: WalkContext, frame: Frame): void {
  if (context.assumed?.kind !== 'lacking' || frame.depth > 1) return;
  const { lacking } = context.assumed;
  const info = context.info(frame.path)?.attributes[lacking.name];
  const taken = context.frontier.fork(frame.depth, (walker) =>
    addAttribute(walker, lacking.name, info)
      .filter(({ value }) => lacking.values.has(value))
      .map((added) => added.walker),
  );
  if (taken === 'forked') reportLacking(context, frame, lacking);
}

/** Leaves the start tag, once everything that it lacks has been reported. */
export function leaveStartTag(context: WalkContext, frame: Frame): WalkStep {
  const info = context.info(frame.path);
  takeAssumed(context, frame);
  for (;;) {
    frame.beforeContent = context.frontier.copy();
    if (context.frontier.take(['leaveStartTag']) === 'taken') return 'done';
    const lacking = missingAttribute(context.frontier.first, info);
    if (!lacking) return 'stuck';
    if (frame.startTag === 'whole' && !isWrittenInside(context, frame, lacking.oneOf)) {
      const wording = say('attribute {0} is missing', listing(lacking.oneOf.map(quoted)));
      const { range } = frame.element.name;
      const listed = usableNames(frame.tag[1], lacking.oneOf[0] ?? '', lacking.listed);
      context.report('missing-attribute', range, expecting(wording, listed), lacking.oneOf);
    }
    const added = context.frontier.fork(
      frame.depth,
      (walker) => missingAttribute(walker, info)?.added ?? [walker],
    );
    if (added === 'refused') return 'stuck';
  }
}

/** Whether one of the attributes is there as an element, as in `<disk><name>vda</name></disk>`: that is the error. */
function isWrittenInside({ info }: WalkContext, { element, path }: Frame, names: readonly string[]): boolean {
  const known = info(path)?.children ?? [];
  return element.children.some(
    (node) => node.kind === 'element' && names.includes(node.localName) && !known.includes(node.localName),
  );
}

/** Ends an element, once what its content lacks has been reported. */
export function endElement(context: WalkContext, frame: Frame, parent: Frame | undefined): WalkStep {
  const { tag, path, depth, without } = frame;
  if (without) {
    context.frontier = without;
    return 'done';
  }
  if (context.frontier.take(['endTag', tag[0], tag[1]]) === 'refused') {
    if (frame.content === 'whole') reportIncomplete(context, frame);
    const ended = context.frontier.fork(depth, (walker) => {
      const next = endIncomplete(walker, tag, path, context.info);
      return next ? [next] : [];
    });
    if (ended === 'refused') return 'stuck';
  }
  context.frontier.settle(depth);
  if (parent) {
    parent.taken ??= new Map();
    if (!parent.taken.has(tag[1])) parent.taken.set(tag[1], frame.element);
  }
  return 'done';
}

function reportIncomplete(context: WalkContext, { element, tag, path }: Frame): void {
  const { text, range } = element.name;
  const possible = context.frontier.possible();
  const lacking = missingElement(context.frontier.first, tag, path, context.info)?.oneOf ?? [];
  // What has been told to be out of place is missing where its place is.
  if (lacking.some((name) => context.displaced.delete(name))) return;
  // What is written as an attribute has been told to be that.
  if (element.attributes.some(({ name, value }) => value && lacking.includes(name.text))) return;
  if (lacking.length > 0) {
    const names = listing(lacking.map(quoted));
    context.report('missing-element', range, say('element {0} is missing in "{1}"', names, text), lacking);
  } else if (possible.elements.length > 0) {
    const wording = say('element "{0}" is not complete', text);
    context.report('missing-element', range, expecting(wording, possible.elements), possible.elements);
  } else if (!element.attributes.some((each) => mayBeText(context, path, each))) {
    const wanted = narrowed(context.info(path)?.text, possible);
    const wording = say('the text of element "{0}" is missing', text);
    context.report('missing-text', range, expecting(wording, contentWords(wanted)), sampleValues(wanted));
  }
}

/** Whether an attribute has been refused, and its value may be the text that its element lacks. */
function mayBeText({ info }: WalkContext, path: string, { name, value }: XmlAttribute): boolean {
  const isKnown = Object.hasOwn(info(path)?.attributes ?? {}, name.text) || declaresNamespace(name.text);
  return !isKnown && value !== undefined && value.text.trim() !== '';
}
