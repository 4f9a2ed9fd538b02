import { byDistance } from '../spelling';
import type { RecoverableWalker } from './recoverableWalker';
import type { PossibleEvents, SchemaEvent } from './schemaEvents';

/** At most this many readings of a document are followed at once. */
const mostReadings = 8;

interface Reading {
  walker: RecoverableWalker;
  /** Which alternative was chosen at each unsettled fork, outermost first. */
  choices: { depth: number; choice: number }[];
}

/**
 * All readings of a document so far that have the same, fewest errors. A document without errors has one. Where a
 * value is wrong and several would be right, each of them is followed, and those are dropped that what follows
 * contradicts: so `mode="pul"` is not taken for `push`, and nothing after it is reported in consequence.
 */
export class Frontier {
  #readings: Reading[];

  constructor(walker: RecoverableWalker) {
    this.#readings = [{ walker, choices: [] }];
  }

  /** The likeliest reading. */
  get first(): RecoverableWalker {
    const [reading] = this.#readings;
    if (!reading) throw new Error('A frontier has at least one reading.');
    return reading.walker;
  }

  /** Goes on with the readings that allow `event`; if none does, nothing changes. */
  take(event: SchemaEvent): 'taken' | 'refused' {
    // The common case, at every event of a document.
    if (this.#readings.length === 1) return this.first.take(event);
    const taken = this.#readings.filter(({ walker }) => walker.take(event) === 'taken');
    if (taken.length === 0) return 'refused';
    this.#readings = taken;
    return 'taken';
  }

  /** What any of the readings allows next. */
  possible(): PossibleEvents {
    // The common case.
    if (this.#readings.length === 1) return this.first.possible();
    const all = this.#readings.map(({ walker }) => walker.possible());
    const union = (pick: (events: PossibleEvents) => readonly string[]): string[] => [
      ...new Set(all.flatMap(pick)),
    ];
    return {
      elements: union(({ elements }) => elements),
      attributes: union(({ attributes }) => attributes),
      values: union(({ values }) => values),
      otherValues: all.some(({ otherValues }) => otherValues === 'allowed') ? 'allowed' : 'none',
    };
  }

  /**
   * Replaces each reading by those that `alternatives` makes of it; likelier ones come first. If there are none
   * at all, nothing changes.
   * @param depth how many elements are open: the alternatives matter until the innermost of them ends
   */
  fork(
    depth: number,
    alternatives: (walker: RecoverableWalker) => RecoverableWalker[],
  ): 'forked' | 'refused' {
    const groups = this.#readings.map(({ walker, choices }) =>
      alternatives(walker).map((next, choice) => ({
        walker: next,
        choices: [...choices, { depth, choice }],
      })),
    );
    const all = groups.flat();
    if (all.length === 0) return 'refused';
    const likeliestOfEach = groups.flatMap((group) => group.slice(0, 1));
    this.#readings = (all.length <= mostReadings ? all : likeliestOfEach).slice(0, mostReadings);
    return 'forked';
  }

  /** Goes on with some of the readings; with all if there is none of them. */
  keep(isKept: (walker: RecoverableWalker) => boolean): void {
    const kept = this.#readings.filter(({ walker }) => isKept(walker));
    if (kept.length > 0) this.#readings = kept;
  }

  /** Settles what was open only inside an element that has ended; `depth` is how many were open with it. */
  settle(depth: number): void {
    if (this.#readings.length === 1) {
      // The common case; what is left of a settled fork must not pile up either.
      for (const reading of this.#readings) if (reading.choices.length > 0) reading.choices = [];
      return;
    }
    const kept = new Map<string, Reading>();
    for (const { walker, choices } of this.#readings) {
      const outer = choices.filter((choice) => choice.depth < depth);
      const key = outer.map(({ choice }) => choice).join();
      if (!kept.has(key)) kept.set(key, { walker, choices: outer });
    }
    this.#readings = [...kept.values()];
  }

  /** An independent copy, which is cheap. */
  copy(): Frontier {
    const readings = this.#readings.map(({ walker, choices }) => ({ walker: walker.fork(), choices }));
    const copy = new Frontier(this.first);
    copy.#readings = readings;
    return copy;
  }
}

/** Walkers that have taken one of `values` in place of `given`, the values most like it first. */
export function takeAnyValue(
  walker: RecoverableWalker,
  given: string,
  values: readonly string[],
): RecoverableWalker[] {
  return takeEach(walker, byDistance(given, values), (value) => [['attributeValue', value]]);
}

/** For each item that the schema allows, a walker that has taken its events; of very many, only for the first. */
export function takeEach<Item>(
  walker: RecoverableWalker,
  items: readonly Item[],
  events: (item: Item) => SchemaEvent[],
): RecoverableWalker[] {
  const taken: RecoverableWalker[] = [];
  for (const item of items) {
    // Of more readings than can be followed, only the likeliest counts, and each takes a copy of a walker.
    if (items.length > mostReadings && taken.length > 0) break;
    const next = walker.fork();
    if (events(item).every((event) => next.take(event) === 'taken')) taken.push(next);
  }
  return taken;
}
