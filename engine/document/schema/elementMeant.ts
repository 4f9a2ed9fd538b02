import type { XmlElement } from '../xml/tree';
import { nearestOnes } from '../spelling';
import { rootMeant } from './rootName';
import type { Frame, WalkContext } from './walkContext';

/** So many letters of a name are taken for the whole, as `desc` for `description`. */
const shortestBeginning = 3;

/** The name that an element was most likely meant to have, which the schema has refused; absent: none is likely. */
export function meantName(
  context: WalkContext,
  { name, localName, endTag, attributes, children }: XmlElement,
  parent: Frame | undefined,
  possible: readonly string[],
): string | undefined {
  // The end tag tells best, and what is a name of its own is no misspelling of another one.
  const ended = endTag?.name.text ?? name.text;
  if (ended !== name.text && possible.includes(ended)) return ended;
  if (context.schema.names.has(localName)) return undefined;
  if (!parent) return rootMeant(localName, possible);
  // Of names that are equally near, the one is meant that goes with what the element has.
  const fitting = (candidate: string): number => {
    const info = context.info(context.path(parent, candidate));
    const known = attributes.filter((each) => Object.hasOwn(info?.attributes ?? {}, each.name.text));
    const inside = children.some(
      (node) => node.kind === 'element' && info?.children.includes(node.localName),
    );
    return known.length + Number(inside);
  };
  const begun = localName.length >= shortestBeginning;
  const longer = begun ? possible.filter((candidate) => candidate.startsWith(localName)) : [];
  const near = longer.length > 0 ? longer : nearestOnes(localName, possible);
  return near.toSorted((one, other) => fitting(other) - fitting(one))[0];
}

/**
 * The list that an element is plainly meant as although its own name may be known here, too: it has no attributes, and
 * elements of its own name are in it, as in `<disk>` for `<disks>`.
 */
export function listMeant(
  context: WalkContext,
  { localName, attributes, children, endTag, namespace }: XmlElement,
  parent: Frame,
): string | undefined {
  // What has no end may as well be an element that is being typed before others.
  if (attributes.length > 0 || !endTag || namespace !== '') return undefined;
  if (!children.some((node) => node.kind === 'element' && node.localName === localName)) return undefined;
  const isAround = (name: string): boolean =>
    context.info(context.path(parent, name))?.children.includes(localName) ?? false;
  if (isAround(localName)) return undefined;
  const others = context.frontier.possible().elements.filter((name) => name !== localName);
  return nearestOnes(localName, others).find(isAround);
}
