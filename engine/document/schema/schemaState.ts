import type { Account } from './account';
import type { KnownStates } from './knownStates';
import type { KnownSteps } from './knownSteps';
import { apart, fire, possibleFor, type Walker } from './salveWalker';
import type { PossibleEvents, SchemaEvent } from './schemaEvents';

/** After so many events the way to a state is not gone again, but its walker is kept. */
const longestWay = 40;

/** What an event leads to; `ended`: the element has, and what is behind it was told when it began. */
export type Next = SchemaState | Entered | 'ended' | 'refused';

/** The states inside of an element that has begun, and behind it, as soon as it has ended. */
export interface Entered {
  inside: SchemaState;
  behind: SchemaState;
}

/** How a state was come to, past the element if one has begun. */
interface Way {
  from: SchemaState;
  event: SchemaEvent;
  /** How many events it is from where a walker is kept. */
  length: number;
}

/**
 * What a schema knows at a place of a document, inside of the innermost open element: which events it allows next, and
 * what they lead to. It never changes.
 *
 * A known state remembers what followed it; then salve is not asked again. Others are passed through: salve's walker
 * goes on from one to the next, and who asks one of them a second time has the walker gone the same way again.
 */
export class SchemaState {
  readonly #known: KnownStates;
  readonly #account: Account;
  /** Absent: the state is only passed through. */
  readonly #steps: KnownSteps<Next> | undefined;
  /** Absent: another state has gone on with it. */
  #walker: Walker | undefined;
  /** Absent: the walker is kept, and only copied. */
  #way: Way | undefined;
  #possible: PossibleEvents | undefined;

  /** @param more what is remembered, of a known state, or how one that is passed through was come to */
  constructor(
    known: KnownStates,
    account: Account,
    walker: Walker,
    more: { steps?: KnownSteps<Next>; way?: Way } = {},
  ) {
    this.#known = known;
    this.#account = account;
    this.#walker = walker;
    this.#steps = more.steps;
    this.#way = more.way;
  }

  /** What an event leads to. */
  after(event: SchemaEvent): Next {
    if (!this.#steps) return this.#ask(event);
    const found = this.#steps.find(event);
    if (found !== undefined) {
      this.#account.earn();
      return found;
    }
    let next: Next = 'refused';
    const heard = this.#known.questions.during(() => {
      next = this.#ask(event);
    });
    if (SchemaState.isKnown(next) && !this.#known.isFull)
      this.#known.steps += this.#steps.add(event, heard, next);
    return next;
  }

  get possible(): PossibleEvents {
    // Being asked makes no difference to a walker.
    this.#possible ??= possibleFor(this.#walker ?? this.#keep());
    return this.#possible;
  }

  /** What salve says. */
  #ask(event: SchemaEvent): Next {
    const walker = this.#walkerToGoOn();
    if (fire(walker, event) === 'refused') return 'refused';
    const [kind] = event;
    if (kind === 'endTag') return 'ended';
    if (kind === 'enterStartTag') {
      const { inside, behind } = apart(walker);
      return {
        inside: this.#known.begun(inside),
        behind: this.#settled(behind, this.#account) ?? this.#passed(behind, this.#account, event),
      };
    }
    const account = kind === 'leaveStartTag' ? this.#account.behindStartTag : this.#account;
    return this.#settled(walker, account) ?? this.#passed(walker, account, event);
  }

  /** The known state of a walker, if it pays to tell. */
  #settled(walker: Walker, account: Account): SchemaState | undefined {
    if (this.#known.isFull || account.pay() === 'too little') return undefined;
    return this.#known.stateOf(walker, account);
  }

  #passed(walker: Walker, account: Account, event: SchemaEvent): SchemaState {
    const length = (this.#way?.length ?? 0) + 1;
    return new SchemaState(
      this.#known,
      account,
      walker,
      length < longestWay ? { way: { from: this, event, length } } : {},
    );
  }

  /** A walker that is here, for whoever asks. */
  #walkerToGoOn(): Walker {
    const own = this.#walker;
    if (!own) return this.#keep().clone();
    if (!this.#way) return own.clone();
    this.#walker = undefined;
    return own;
  }

  /** Has a walker that has gone on come here again; from now on it is kept. */
  #keep(): Walker {
    const events: SchemaEvent[] = [];
    let kept = this.#walker;
    for (let way = this.#way; way; way = way.from.#way) {
      events.push(way.event);
      kept = way.from.#walker;
    }
    if (!kept) throw new Error('A state without a way to it keeps its walker.');
    let walker = kept.clone();
    for (const event of events.toReversed()) {
      fire(walker, event);
      if (event[0] === 'enterStartTag') walker = apart(walker).behind;
    }
    this.#walker = walker;
    this.#way = undefined;
    return walker;
  }

  get #isKnown(): boolean {
    return this.#steps !== undefined;
  }

  /** Whether nothing but known states would be remembered with it. */
  static isKnown(next: Next): boolean {
    if (next === 'ended' || next === 'refused') return true;
    return next instanceof SchemaState ? next.#isKnown : next.behind.#isKnown;
  }
}
