import type { PossibleEvents, SchemaEvent } from './schemaEvents';
import { SchemaState } from './schemaState';

/** What is behind the innermost open element, and those around it. */
interface Open {
  behind: SchemaState;
  around: Open | undefined;
}

/** A walk through a schema, which stays where it was after an event that was refused. */
export class RecoverableWalker {
  #state: SchemaState;
  #open: Open | undefined;

  constructor(state: SchemaState, open?: Open) {
    this.#state = state;
    this.#open = open;
  }

  /** Takes an event if the schema allows it; otherwise nothing changes. */
  take(event: SchemaEvent): 'taken' | 'refused' {
    const next = this.#state.after(event);
    if (next === 'refused') return next;
    if (next instanceof SchemaState) this.#state = next;
    else if (next !== 'ended') {
      this.#state = next.inside;
      this.#open = { behind: next.behind, around: this.#open };
    } else if (this.#open) {
      this.#state = this.#open.behind;
      this.#open = this.#open.around;
    }
    return 'taken';
  }

  /** An independent copy in the same state. */
  fork(): RecoverableWalker {
    return new RecoverableWalker(this.#state, this.#open);
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
