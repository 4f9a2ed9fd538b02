import type { Grammar, GrammarWalker } from 'salve-annos';
// Not from the package's face: that loads what converts schemas as well, and programs start with this.
import { DefaultNameResolver } from 'salve-annos/lib/salve/default_name_resolver';
import type { PossibleEvents, SchemaEvent } from './schemaEvents';

/** salve's walker through a grammar, which consumes a document as events. */
export type Walker = GrammarWalker<DefaultNameResolver>;

/** What salve does not show of it. */
interface Inner {
  /** What is open, from the outermost element on; each element in all ways in which it can still be read. */
  elementWalkerStack: unknown[][];
  ignoreNextWs: boolean;
}

/** A walker at the very start of a document. */
export function walkerThrough(grammar: Grammar): Walker {
  // Whether an ID is there twice would have to be known of the document, not of a state.
  return grammar.newWalker(new DefaultNameResolver(), false);
}

/** Has a walker take an event; one that has refused is in no defined state: it swallows what follows, or complains. */
export function fire(walker: Walker, [kind, ...params]: SchemaEvent): 'taken' | 'refused' {
  return walker.fireEvent(kind, params) === false ? 'taken' : 'refused';
}

/**
 * Takes a walker that has just entered an element apart into one that knows of that element alone, and one that is
 * where it will be behind the element.
 */
export function apart(walker: Walker): { inside: Walker; behind: Walker } {
  const inner = inside(walker);
  const open = inner.elementWalkerStack;
  inner.elementWalkerStack = [];
  const behind = walker.clone();
  inner.elementWalkerStack = open.slice(1);
  inside(behind).elementWalkerStack = open.slice(0, 1);
  inside(behind).ignoreNextWs = true;
  return { inside: walker, behind };
}

/** What a walker allows next. */
export function possibleFor(walker: Walker): PossibleEvents {
  const elements = new Set<string>();
  const attributes = new Set<string>();
  const values = new Set<string>();
  let otherValues: PossibleEvents['otherValues'] = 'none';
  for (const event of walker.possible()) {
    if (event.name === 'enterStartTag' || event.name === 'attributeName') {
      const names = event.name === 'enterStartTag' ? elements : attributes;
      // A wildcard has no names to offer.
      for (const { ns, name } of event.namePattern.toArray() ?? [])
        names.add(ns === '' ? name : `{${ns}}${name}`);
    } else if (event.name === 'attributeValue' || event.name === 'text') {
      if (typeof event.value === 'string') values.add(event.value);
      else otherValues = 'allowed';
    }
  }
  return { elements: [...elements], attributes: [...attributes], values: [...values], otherValues };
}

function inside(walker: Walker): Inner {
  return walker as unknown as Inner;
}
