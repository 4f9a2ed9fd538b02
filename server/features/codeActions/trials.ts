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

  /** The document after the edits; absent: there is no time to try them out. */
  after(edits: readonly Edit[]): BackupDocument | undefined {
    this.#left -= 1;
    return this.#left < 0 || this.time() === 'over' ? undefined : edited(this.#document, edits);
  }

  /** What has become of the document, which is one that `after` has given. */
  effectOf(after: BackupDocument, codes: ReadonlySet<string>, uncovered: Uncovered = []): Effect {
    return effectOf(this.#document, after, codes, uncovered);
  }
}
