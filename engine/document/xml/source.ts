import { mostProblems, type Problem, type Severity, type TextRange } from '../problem';
import type { DocumentProblem, ProblemCode } from '../problemCodes';
import type { Wording } from '../wording';

/** How many problems are counted beyond those that are listed; only a text that is nothing but slips has more. */
const mostUnlisted = 20_000;

/** The text being parsed, what is wrong with it so far, and a search that stays linear. */
export class Source {
  readonly problems: DocumentProblem[] = [];
  /** How many problems there are beyond those that are listed. */
  unlisted = 0;
  readonly #found = new Map<string, TextRange>();
  #isGivenUp = false;

  constructor(readonly text: string) {}

  /** Whether there are so many more problems than are listed, or what remains is so absurd, that it is not worth reading. */
  get isOverwhelmed(): boolean {
    return this.#isGivenUp || this.unlisted > mostUnlisted;
  }

  /** Leaves the rest of the text unread; that an error says so is up to the caller. */
  giveUp(): void {
    this.#isGivenUp = true;
  }

  /**
   * The offset of the next `needle` at or after `from`; the text's length if there is none. The last hit of every
   * needle is remembered: a text full of opened and never closed quotes would otherwise be searched to its end
   * for each of them.
   */
  find(needle: string, from: number): number {
    const last = this.#found.get(needle);
    if (last && from >= last.start && from <= last.end) return last.end;
    const index = this.text.indexOf(needle, from);
    const end = index === -1 ? this.text.length : index;
    if (last) {
      // There are a few needles and thousands of searches.
      last.start = from;
      last.end = end;
    } else this.#found.set(needle, { start: from, end });
    return end;
  }

  report(
    code: ProblemCode,
    range: TextRange,
    wording: Wording,
    { severity = 'error', related }: { severity?: Severity; related?: Problem['related'] } = {},
  ): void {
    this.add({ range, severity, code, ...wording, ...(related && { related }) });
  }

  /** Takes back a problem that was reported lately. */
  withdraw(problem: DocumentProblem | undefined): void {
    const index = problem ? this.problems.lastIndexOf(problem) : -1;
    if (index !== -1) this.problems.splice(index, 1);
  }

  /** Takes back that something is outside of the root, where it has turned out to be inside. */
  withdrawOutside({ start, end }: TextRange): void {
    const outside = ({ code, range }: DocumentProblem): boolean =>
      (code === 'several-roots' || code === 'text-outside-root') && range.start > start && range.end < end;
    for (const problem of this.problems.filter(outside)) this.withdraw(problem);
  }

  /** Lists a problem, or only counts it: a text can be nothing but slips. */
  add(problem: DocumentProblem): void {
    if (this.problems.length < mostProblems) this.problems.push(problem);
    else this.unlisted += 1;
  }
}
