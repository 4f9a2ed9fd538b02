import type { PossibleEvents, SchemaEvent, SchemaState } from './schemaState';

/** A walk through a schema, which stays where it was after an event that was refused. */
export class RecoverableWalker {
  #state: SchemaState;

  constructor(state: SchemaState) {
    this.#state = state;
  }

  /** Takes an event if the schema allows it; otherwise nothing changes. */
  take(event: SchemaEvent): 'taken' | 'refused' {
    const next = this.#state.after(event);
    if (next === 'refused') return next;
    this.#state = next;
    return 'taken';
  }

  /** An independent copy in the same state. */
  fork(): RecoverableWalker {
    return new RecoverableWalker(this.#state);
  }

  possible(): PossibleEvents {
    return this.#state.possible;
  }
}

/** Splits a name of `PossibleEvents` into the parameters of an event. */
export function eventName(name: string): [namespace: string, localName: string] {
  const end = name.startsWith('{') ? name.indexOf('}') : -1;
  return end === -1 ? ['', name] : [name.slice(1, end), name.slice(end + 1)];
}
