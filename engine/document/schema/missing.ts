import { takeEach } from './frontier';
import { eventName, type RecoverableWalker } from './recoverableWalker';
import type { AttributeInfo, ElementInfo } from './schema';
import { sampleValues, narrowed } from './words';

/** Looks up what a schema says about an element by its path. */
type ElementLookup = (path: string) => ElementInfo | undefined;

/** A bound for schemas that need very much, or that nothing can satisfy. */
const mostAdditions = 16;
const deepestAddition = 8;

/** An attribute that an element lacks. */
interface MissingAttribute extends Missing {
  /** The listed values of which it needs one, if only one attribute would do. */
  listed: string[];
}

/** Something that a document lacks. */
export interface Missing {
  /** The names of which one is needed. */
  oneOf: string[];
  /** Readings with each of them added. */
  added: RecoverableWalker[];
}

/** A value for an attribute, and a walker that has taken the attribute with it. */
export interface AddedAttribute {
  value: string;
  walker: RecoverableWalker;
}

/** The attribute added with each sample of what is allowed in it just now. */
export function addAttribute(
  walker: RecoverableWalker,
  name: string,
  info: AttributeInfo | undefined,
): AddedAttribute[] {
  const named = walker.fork();
  if (named.take(['attributeName', ...eventName(name)]) === 'refused') return [];
  return sampleValues(narrowed(info, named.possible())).flatMap((value) =>
    takeEach(named, [value], () => [['attributeValue', value]]).map((taken) => ({ value, walker: taken })),
  );
}

/**
 * The next attributes that an element needs before its start tag can end: those that would each do alone, or else
 * one that no other can stand in for. Absent: it needs none.
 */
export function missingAttribute(
  walker: RecoverableWalker,
  info: ElementInfo | undefined,
): MissingAttribute | undefined {
  if (canTake(walker, ['leaveStartTag'])) return undefined;
  const candidates = walker
    .possible()
    .attributes.map((name) => ({ name, added: addAttribute(walker, name, info?.attributes[name]) }));
  const sufficient = candidates
    .map(({ name, added }) => ({
      name,
      added: added.filter((each) => canTake(each.walker, ['leaveStartTag'])),
    }))
    .filter(({ added }) => added.length > 0);
  if (sufficient.length > 0) return missing(sufficient, info);
  // More than one is missing. Each that can be added is needed, unless adding another one makes it impossible.
  const isNeeded = (name: string): boolean =>
    candidates.every(
      (other) => other.name === name || other.added.every((each) => needs(each.walker, name, info)),
    );
  const next = candidates.find(({ name, added }) => added.length > 0 && isNeeded(name)) ?? candidates[0];
  return next && missing([next], info);
}

function missing(
  candidates: readonly { name: string; added: readonly AddedAttribute[] }[],
  info: ElementInfo | undefined,
): MissingAttribute {
  const all = candidates.flatMap(({ added }) => added);
  const [only, ...others] = candidates.map(({ name }) => name);
  const listed = only === undefined || others.length > 0 ? [] : (info?.attributes[only]?.values ?? []);
  return {
    oneOf: candidates.map(({ name }) => name),
    added: all.map(({ walker }) => walker),
    listed: listed.map(({ value }) => value).filter((value) => all.some((each) => each.value === value)),
  };
}

/** Whether the start tag cannot end without this attribute, all others that are possible added. */
function needs(walker: RecoverableWalker, name: string, info: ElementInfo | undefined): boolean {
  let current = walker;
  for (let round = 0; round < mostAdditions; round += 1) {
    if (canTake(current, ['leaveStartTag'])) return false;
    const others = current.possible().attributes.filter((other) => other !== name);
    const [next] = others.flatMap((other) => addAttribute(current, other, info?.attributes[other]));
    if (!next) return true;
    current = next.walker;
  }
  return true;
}

/** A walker that has left the start tag, with all that was missing in it; absent if nothing helps. */
function leaveStartTag(
  walker: RecoverableWalker,
  info: ElementInfo | undefined,
): RecoverableWalker | undefined {
  let current = walker;
  for (let round = 0; round < mostAdditions; round += 1) {
    const lacking = missingAttribute(current, info);
    if (!lacking) return current.take(['leaveStartTag']) === 'taken' ? current : undefined;
    const [next] = lacking.added;
    if (!next) return undefined;
    current = next;
  }
  return undefined;
}

/**
 * What the content of an open element lacks before it can end: child elements that would each do alone. Absent:
 * nothing. An empty list of names: more than one is missing.
 */
export function missingElement(
  walker: RecoverableWalker,
  tag: readonly [string, string],
  path: string,
  lookup: ElementLookup,
): Missing | undefined {
  if (canTake(walker, ['endTag', ...tag])) return undefined;
  const candidates = walker.possible().elements.flatMap((name) => {
    const added = addElement(walker, name, `${path}/${name}`, lookup, 0);
    return added && canTake(added, ['endTag', ...tag]) ? [{ name, added }] : [];
  });
  return { oneOf: candidates.map(({ name }) => name), added: candidates.map(({ added }) => added) };
}

/** A walker with the element added whole, in its shortest form; absent if it cannot be. */
export function addElement(
  walker: RecoverableWalker,
  name: string,
  path: string,
  lookup: ElementLookup,
  depth: number,
): RecoverableWalker | undefined {
  const tag = eventName(name);
  const next = walker.fork();
  if (depth > deepestAddition || next.take(['enterStartTag', ...tag]) === 'refused') return undefined;
  const open = leaveStartTag(next, lookup(path));
  return open && endIncomplete(open, tag, path, lookup, depth);
}

/** A walker that has ended the open element, with all that was missing in it; absent if nothing helps. */
export function endIncomplete(
  walker: RecoverableWalker,
  tag: readonly [string, string],
  path: string,
  lookup: ElementLookup,
  depth = 0,
): RecoverableWalker | undefined {
  let current = walker.fork();
  for (let round = 0; round < mostAdditions; round += 1) {
    if (current.take(['endTag', ...tag]) === 'taken') return current;
    const possible = current.possible();
    const samples = sampleValues(narrowed(lookup(path)?.text, possible));
    const withText = takeEach(current, samples, (value) => [
      ['text', value],
      ['endTag', ...tag],
    ]);
    if (withText[0]) return withText[0];
    const added = possible.elements.flatMap(
      (name) => addElement(current, name, `${path}/${name}`, lookup, depth + 1) ?? [],
    );
    const [next] = added;
    if (!next) return undefined;
    current = added.find((each) => canTake(each, ['endTag', ...tag])) ?? next;
  }
  return undefined;
}

function canTake(walker: RecoverableWalker, event: Parameters<RecoverableWalker['take']>[0]): boolean {
  return walker.fork().take(event) === 'taken';
}
