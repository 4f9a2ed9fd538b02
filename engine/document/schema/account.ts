/** What it costs to tell whether a state is known, in steps that salve is asked for. */
const price = 16;
const atFirst = 160;
const most = 1000;

/**
 * Whether it pays to remember more of one part of a schema: telling whether a state is known takes as long as some
 * steps of salve's, and is paid with steps that salve did not have to be asked for. Where many attributes may be there
 * or not, each element may come to states of its own, and to remember them would only cost.
 */
export class Account {
  #balance = atFirst;
  #behindStartTag: Account | undefined;

  /** That of an element's content; this one is its start tag's. */
  get behindStartTag(): Account {
    return (this.#behindStartTag ??= new Account());
  }

  earn(): void {
    if (this.#balance < most) this.#balance += 1;
  }

  /** Pays for one state, if there is enough. */
  pay(): 'paid' | 'too little' {
    if (this.#balance < price) return 'too little';
    this.#balance -= price;
    return 'paid';
  }
}
