import type { Grammar, GrammarWalker } from 'salve-annos';
// Not from the package's face: that loads what converts schemas as well, and programs start with this.
import { DefaultNameResolver } from 'salve-annos/lib/salve/default_name_resolver';
import { isSameState } from './sameState';

/** What a document consists of, for salve: namespace URIs, local names, values. */
export type SchemaEvent =
  | readonly ['enterStartTag', namespace: string, localName: string]
  | readonly ['leaveStartTag']
  | readonly ['attributeName', namespace: string, localName: string]
  | readonly ['attributeValue', value: string]
  | readonly ['attributeNameAndValue', namespace: string, localName: string, value: string]
  | readonly ['text', value: string]
  | readonly ['endTag', namespace: string, localName: string];

/** What a schema allows next. */
export interface PossibleEvents {
  /** Qualified names are told apart by `{namespace}local`; names in no namespace are plain. */
  readonly elements: readonly string[];
  readonly attributes: readonly string[];
  /** Listed values of the attribute or text that comes next. */
  readonly values: readonly string[];
  /** Whether a data type or free text is allowed beside the listed values. */
  readonly otherValues: 'allowed' | 'none';
}

/** salve's walker through a grammar, which consumes a document as events. */
type Walker = GrammarWalker<DefaultNameResolver>;

/** So much is remembered, ten megabytes or so. Our schemas have some hundred states, in whatever order things stand. */
const mostStates = 2000;
const mostSteps = 50_000;
/** States that differ though the same event has led there; more are not looked through. */
const mostAlike = 50;
/** Longer names and values are not remembered. */
const longestPart = 500;

/** What events lead to, by each part of them. */
type Steps = Map<string, Steps | SchemaState | 'refused'>;

/** What is remembered of the states that a schema leads to. */
export class KnownStates {
  /** Those outside of the root element, by what has led there. */
  readonly outside = new Map<string, SchemaState[]>();
  states = 0;
  steps = 0;

  /** Whether nothing more is remembered. */
  get isFull(): boolean {
    return this.states >= mostStates || this.steps >= mostSteps;
  }
}

/** The state at the very start of a document; what it leads to is remembered with it. */
export function startOf(grammar: Grammar): SchemaState {
  // Whether an ID is there twice would have to be known of the document, not of a state.
  const walker = grammar.newWalker(new DefaultNameResolver(), false);
  return new SchemaState(walker, undefined, new KnownStates());
}

/**
 * What a schema knows at a place of a document: which events it allows next, and what they lead to. It never changes.
 *
 * Nearly all that a document consists of leads to where another part of it has led before. So each state remembers what
 * followed it, states in which salve would do the same are one, and salve itself is asked for each step once.
 */
export class SchemaState {
  readonly known: KnownStates;
  /** Never walked on, only copied. It knows of the innermost open element alone, however deep that is. */
  readonly #walker: Walker;
  /** The state around the innermost open element, as soon as that has begun; absent outside of the root. */
  readonly #around: SchemaState | undefined;
  readonly #steps: Steps = new Map();
  /** The known states inside of the element that is open around them here, by what has led there. */
  readonly #inside = new Map<string, SchemaState[]>();
  #possible: PossibleEvents | undefined;

  constructor(walker: Walker, around: SchemaState | undefined, known: KnownStates) {
    this.#walker = walker;
    this.#around = around;
    this.known = known;
  }

  /** The state after an event; `refused`: the schema does not allow it. */
  after(event: SchemaEvent): SchemaState | 'refused' {
    let found: Steps | SchemaState | 'refused' | undefined = this.#steps;
    for (const part of event) found = found instanceof Map ? found.get(part) : undefined;
    if (found !== undefined && !(found instanceof Map)) return found;
    // Copies: a part of a string keeps all of it, and these are parts of a document.
    const own = event.map((part) => ` ${part}`.slice(1)) as unknown as SchemaEvent;
    const isKept = !this.known.isFull && own.every(({ length }) => length <= longestPart);
    const next = this.#ask(own, isKept);
    if (isKept) this.#remember(own, next);
    return next;
  }

  get possible(): PossibleEvents {
    this.#possible ??= possibleFor(this.#walker.clone());
    return this.#possible;
  }

  #remember(event: SchemaEvent, next: SchemaState | 'refused'): void {
    this.known.steps += 1;
    let steps = this.#steps;
    for (const part of event.slice(0, -1)) {
      const known = steps.get(part);
      const following: Steps = known instanceof Map ? known : new Map();
      steps.set(part, following);
      steps = following;
    }
    steps.set(event.at(-1) ?? '', next);
  }

  /** What salve says. */
  #ask(event: SchemaEvent, isKept: boolean): SchemaState | 'refused' {
    const walker = this.#walker.clone();
    const [kind, ...params] = event;
    if (walker.fireEvent(kind, params) !== false) return 'refused';
    const origin = kind === 'text' || kind === 'attributeValue' ? kind : event.slice(0, 3).join(' ');
    const settled = (at: Walker, around: SchemaState | undefined): SchemaState =>
      this.#settled(origin, at, around, isKept);
    if (kind === 'enterStartTag') {
      const outer = walker.clone();
      setLevels(outer, levels(outer).slice(0, 1));
      setLevels(walker, levels(walker).slice(1));
      return settled(walker, settled(outer, this.#around));
    }
    if (kind !== 'endTag' || !this.#around) return settled(walker, this.#around);
    // What salve has noted about the end tag is not about the element that it ends.
    setLevels(walker, levels(this.#around.#walker.clone()));
    return settled(walker, this.#around.#around);
  }

  /** The one state that there is for what salve would do next. */
  #settled(origin: string, walker: Walker, around: SchemaState | undefined, isKept: boolean): SchemaState {
    const { known } = this;
    const all = around ? around.#inside : known.outside;
    const alike = all.get(origin) ?? [];
    const same = alike.find((each) => isSameState(each.#walker, walker));
    if (same) return same;
    const state = new SchemaState(walker, around, known);
    if (isKept && alike.length < mostAlike) {
      known.states += 1;
      all.set(origin, [...alike, state]);
    }
    return state;
  }
}

/** What salve has open, from the outermost element on; each element in all ways in which it can still be read. */
function levels(walker: Walker): unknown[] {
  return (walker as unknown as { elementWalkerStack: unknown[] }).elementWalkerStack;
}

function setLevels(walker: Walker, open: unknown[]): void {
  (walker as unknown as { elementWalkerStack: unknown[] }).elementWalkerStack = open;
}

/** @param walker may change in being asked */
function possibleFor(walker: Walker): PossibleEvents {
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
