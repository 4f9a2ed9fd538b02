import type { BackupDocument } from '../../documents';
import { edited, effectOf, type Effect } from './effectOf';
import type { Edit, Uncovered } from './fix';

/** In longer texts, in UTF-16 code units, none is tried out: a single check can take longer than anybody waits. */
const longestText = 2e6;
/** For one request, at most so many edits are tried out, and none is begun after so many ms: each takes a check. */
const mostTrials = 12;
const patienceMs = 500;

/** The edits of one request, tried out as long as somebody may wait for the answer. */
export class Trials {
  readonly #document: BackupDocument;
  readonly #end = performance.now() + patienceMs;
  #left = mostTrials;

  constructor(document: BackupDocument) {
    this.#document = document;
  }

  /** Whether another check may be begun. */
  time(): 'left' | 'over' {
    const isLong = this.#document.xml.text.length > longestText;
    return isLong || performance.now() > this.#end ? 'over' : 'left';
  }

  /** `untried`: there was no time for it. */
  effectOf(
    edits: readonly Edit[],
    codes: ReadonlySet<string>,
    uncovered: Uncovered = [],
  ): Effect | 'untried' {
    this.#left -= 1;
    if (this.#left < 0 || this.time() === 'over') return 'untried';
    return effectOf(this.#document, edited(this.#document, edits), codes, uncovered);
  }
}
