import type { XmlElement } from '../xml/tree';
import { expecting, listing, quoted, say } from '../wording';
import { meantName } from './elementMeant';
import { addElement } from './missing';
import { otherKind } from './rootName';
import type { Frame, WalkContext } from './walkContext';

/** Says that an element is out of place; returns the name that was most likely meant. */
export function reportRefused(
  context: WalkContext,
  element: XmlElement,
  parent: Frame | undefined,
  possible: readonly string[],
): string | undefined {
  const { name, localName, namespace } = element;
  const { text, range } = name;
  if (namespace !== '') {
    const wording = say(
      'element "{0}" is in the namespace {1} and not allowed here',
      text,
      quoted(namespace),
    );
    context.report('foreign-namespace', range, expecting(wording, possible), possible);
    return undefined;
  }
  const first = parent?.taken?.get(localName);
  if (first) {
    const wording = expecting(say('element "{0}" is already there', text), possible);
    const related = [{ range: first.name.range, ...say('first "{0}"', text) }];
    context.report('misplaced-element', range, wording, possible, { related });
    return undefined;
  }
  const isKnown = parent !== undefined && context.info(parent.path)?.children.includes(localName);
  const { assumed } = context;
  const isNothing = assumed?.kind === 'without' && assumed.element === element;
  const meant = meantName(context, element, parent, possible);
  // A root of no known kind may be meant as any.
  const roots = parent || meant !== undefined ? [] : context.roots;
  const offers = [...new Set([...possible, ...roots])];
  const kind = parent ? undefined : otherKind(localName);
  const wording = kind
    ? say(
        '{0}; write that in a file of its own, which begins with {1}',
        kind,
        listing(offers.map((each) => `<${each}>`)),
      )
    : expecting(say('element "{0}" is not allowed here', text), offers);
  if (!isKnown && context.schema.names.has(localName)) context.displaced.add(localName);
  const code = isKnown ? 'misplaced-element' : 'unknown-element';
  // What counts for nothing is hardly meant as that.
  context.report(code, range, wording, offers, meant === undefined || isNothing ? {} : { meant });
  return meant;
}

/**
 * Where only one element is possible, and only once, what stands there may be meant as that: then what follows does not
 * come too early.
 */
export function passOver(
  context: WalkContext,
  { localName }: XmlElement,
  parent: Frame,
  [only, ...others]: readonly string[],
): void {
  if (only === undefined || others.length > 0 || context.schema.names.has(localName)) return;
  const path = context.path(parent, only);
  if (context.repeatable.has(path)) return;
  const { first } = context.frontier;
  if (addElement(first, only, path, context.info, 0)?.possible().elements.includes(only) === true) {
    context.repeatable.add(path);
    return;
  }
  context.frontier.fork(parent.depth, (walker) => {
    const added = addElement(walker, only, path, context.info, 0);
    return added ? [walker, added] : [walker];
  });
}
