import type { Grammar } from 'salve-annos';
import { DefaultNameResolver } from 'salve-annos/lib/salve/default_name_resolver';
import { List } from 'salve-annos/lib/salve/patterns/list';

/** What salve has asked of a value, in order, and heard. */
export type Heard = readonly { question: Question; isSo: boolean }[];

/** What salve asks a datatype of a value, each place in the grammar by itself. */
export interface Question {
  /** Whether it is of the datatype, or the listed value. */
  ask(this: void, value: string): boolean;
  readonly about: 'datatype' | 'listed value' | 'item of a list';
}

interface Datatype {
  disallows(value: string, params: unknown, context: unknown): unknown;
  equal(value: string, listed: unknown, context: unknown): boolean;
}

/** A pattern of salve's, with whichever of these it has. */
interface Pattern {
  datatype?: Datatype;
  params?: unknown;
  value?: unknown;
  rawValue?: string;
  pat?: Pattern;
  patA?: Pattern;
  patB?: Pattern;
  except?: Pattern;
}

/**
 * What salve asks the datatypes of a value, and hears: besides whether it is blank, and but for lists, that is all that
 * it does with one. So values about which it would hear the same lead to the same, however many there are.
 */
export class DatatypeQuestions {
  #heard: { question: Question; isSo: boolean }[] | undefined;

  /** @param grammar has its datatypes replaced by such that tell what they are asked */
  constructor(grammar: Grammar) {
    const { start, definitions } = grammar as unknown as {
      start: Pattern;
      definitions: ReadonlyMap<string, { pat: Pattern }>;
    };
    this.#listen(start, 'outside of lists');
    for (const { pat } of definitions.values()) this.#listen(pat, 'outside of lists');
  }

  /** Does some work of salve's, and tells what was asked in it. */
  during(work: () => void): Heard {
    const heard: { question: Question; isSo: boolean }[] = [];
    this.#heard = heard;
    work();
    this.#heard = undefined;
    return heard;
  }

  #listen(pattern: Pattern, where: 'outside of lists' | 'in a list'): void {
    const { datatype, pat, patA, patB, except } = pattern;
    if (datatype) pattern.datatype = this.#talkative(pattern, datatype, where);
    const within = pattern instanceof List ? 'in a list' : where;
    for (const inner of [pat, patA, patB, except]) if (inner) this.#listen(inner, within);
  }

  #talkative(pattern: Pattern, datatype: Datatype, where: 'outside of lists' | 'in a list'): Datatype {
    // Nobody declares a prefix for salve.
    const context = { resolver: new DefaultNameResolver() };
    const isListed = pattern.rawValue !== undefined;
    const question: Question = {
      ask: (value) =>
        isListed
          ? datatype.equal(value, pattern.value, context)
          : datatype.disallows(value, pattern.params, context) === false,
      about: where === 'in a list' ? 'item of a list' : isListed ? 'listed value' : 'datatype',
    };
    const told = Object.create(datatype) as Datatype;
    if (isListed)
      told.equal = (value, listed, inContext) => {
        const isSo = datatype.equal(value, listed, inContext);
        this.#heard?.push({ question, isSo });
        return isSo;
      };
    else
      told.disallows = (value, params, inContext) => {
        const faults = datatype.disallows(value, params, inContext);
        // Whether nothing would do, too, is asked once for a pattern, at any time.
        if (value !== '') this.#heard?.push({ question, isSo: faults === false });
        return faults;
      };
    return told;
  }
}
