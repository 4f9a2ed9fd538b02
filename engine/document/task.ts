/** Work that pauses every now and then, each time after a millisecond or two, so that it can be given up. */
export type Steps<Result> = Generator<void, Result, void>;

/** Work of which some is done at a time, by whoever has time for it; its result is kept. */
export class Task<Result> {
  readonly #steps: Steps<Result>;
  /** How many steps have been done. */
  #taken = 0;
  #state: { kind: 'open' } | { kind: 'done'; result: Result } | { kind: 'failed'; error: unknown } = {
    kind: 'open',
  };

  constructor(steps: Steps<Result>) {
    this.#steps = steps;
  }

  /** Does what is left of it. An error of the work is thrown each time. */
  finish(): Result {
    for (;;) {
      if (this.#state.kind === 'done') return this.#state.result;
      if (this.#state.kind === 'failed') throw this.#state.error;
      this.#step();
    }
  }

  /** Does what is left of it, if that is `most` steps in all at most, those done before included; else `undefined`. */
  finishWithin(most: number): Result | undefined {
    while (this.#state.kind === 'open' && this.#taken < most) this.#step();
    return this.#state.kind === 'open' || this.#taken > most ? undefined : this.finish();
  }

  /** Does what is left of it as a part of other work that pauses; others may take it further, or finish it, meanwhile. */
  *steps(): Steps<Result> {
    while (this.#state.kind === 'open') {
      this.#step();
      yield;
    }
    return this.finish();
  }

  #step(): void {
    this.#taken += 1;
    try {
      const { done, value } = this.#steps.next();
      if (done === true) this.#state = { kind: 'done', result: value };
    } catch (error) {
      this.#state = { kind: 'failed', error };
    }
  }
}

/** Does work to its end in one go. */
export function finish<Result>(steps: Steps<Result>): Result {
  return new Task(steps).finish();
}
