import type { Grammar } from 'salve-annos';
import { Account } from './account';
import { DatatypeQuestions } from './datatypeQuestions';
import { Fingerprints } from './fingerprint';
import { KnownSteps } from './knownSteps';
import { walkerThrough, type Walker } from './salveWalker';
import { SchemaState } from './schemaState';

/** So much is remembered: parts of walkers and steps, each of which takes a hundred bytes or two. */
const mostParts = 60_000;
const mostSteps = 30_000;

/** What is remembered of a schema: the states that salve was found in, and what led to them. */
export class KnownStates {
  readonly questions: DatatypeQuestions;
  readonly start: SchemaState;
  readonly #fingerprints = new Fingerprints();
  readonly #states = new Map<string, SchemaState>();
  /** Of these it is enough to know which they are. */
  readonly #begun = new Map<string, SchemaState>();
  parts = 0;
  steps = 0;

  /** @param grammar is not walked through by anybody else */
  constructor(grammar: Grammar) {
    this.questions = new DatatypeQuestions(grammar);
    this.start = this.stateOf(walkerThrough(grammar), new Account());
  }

  /** Whether nothing more is remembered. */
  get isFull(): boolean {
    return this.parts >= mostParts || this.steps >= mostSteps;
  }

  /** The state in an element that has just begun. */
  begun(walker: Walker): SchemaState {
    const text = this.#fingerprints.ofBegun(walker);
    const known = this.#begun.get(text);
    if (known) return known;
    const state = this.stateOf(walker, new Account());
    if (!this.isFull) this.#begun.set(text, state);
    return state;
  }

  /**
   * The one state that there is for what salve would do next.
   * @param walker is not walked on by anybody else
   */
  stateOf(walker: Walker, account: Account): SchemaState {
    const { text, parts } = this.#fingerprints.of(walker);
    const same = this.#states.get(text);
    if (same) return same;
    const state = new SchemaState(this, account, walker, { steps: new KnownSteps() });
    if (!this.isFull) {
      this.#states.set(text, state);
      this.parts += parts;
    }
    return state;
  }
}
