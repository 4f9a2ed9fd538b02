/** A word may differ from the one that was meant in at most this many letters. */
const mostSlips = 2;
/** In a shorter one two are a half: `note` is a name of its own, and not `name`. */
const shortestWithTwo = 5;

/** The candidate that `word` is most likely a misspelling of; absent if none is near. The first of equals wins. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  return nearestOnes(word, candidates)[0];
}

/** All candidates that are equally near, such as `disk` and `disks` to `diks`; none if none is. */
export function nearestOnes(word: string, candidates: readonly string[]): string[] {
  // Comparing takes time that grows with both lengths, and no long text is a misspelled name.
  const comparable = candidates.filter(({ length }) => Math.abs(word.length - length) <= mostSlips);
  const distances = comparable.map((each) => editDistance(word.toLowerCase(), each.toLowerCase()));
  const least = Math.min(mostSlips, ...distances);
  return comparable.filter((each, index) => distances[index] === least && least <= slipsIn(each));
}

function slipsIn({ length }: string): number {
  return length < shortestWithTwo ? Math.min(1, length - 1) : mostSlips;
}

/** All candidates that `word` may be a misspelling of, however near the others are. */
export function nearOnes(word: string, candidates: readonly string[]): string[] {
  return candidates.filter(
    (each) =>
      Math.abs(word.length - each.length) <= mostSlips &&
      editDistance(word.toLowerCase(), each.toLowerCase()) <= slipsIn(each),
  );
}

/** Whether two words differ in nothing but the order and the case of their letters, as `tpye` and `type` do. */
export function hasSameLetters(one: string, other: string): boolean {
  const sorted = (word: string): string => word.toLowerCase().split('').toSorted().join('');
  return one.length === other.length && sorted(one) === sorted(other);
}

/** The candidates, those that look most like `word` first. */
export function byDistance(word: string, candidates: readonly string[]): string[] {
  // Nobody misspells a name by so much; a long text must not take long to compare.
  const given = word.slice(0, 64).toLowerCase();
  return candidates
    .map((candidate) => ({ candidate, distance: editDistance(given, candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance)
    .map(({ candidate }) => candidate);
}

/** How many letters must be inserted, left out, changed or swapped with their neighbour ("optimal string alignment"). */
export function editDistance(from: string, to: string): number {
  // One row for each letter of `from`, and one before; the row before last tells of swaps. They change places.
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  let current: number[] = [];
  for (let row = 1; row <= from.length; row += 1) {
    const letter = from.charCodeAt(row - 1);
    let left = row;
    current[0] = row;
    for (let column = 1; column <= to.length; column += 1) {
      const isSame = letter === to.charCodeAt(column - 1);
      const changed = (last[column - 1] ?? 0) + (isSame ? 0 : 1);
      left = Math.min(changed, Math.min(left, last[column] ?? 0) + 1);
      const isSwapped =
        row > 1 &&
        letter === to.charCodeAt(column - 2) &&
        from.charCodeAt(row - 2) === to.charCodeAt(column - 1);
      if (isSwapped) left = Math.min(left, (beforeLast[column - 2] ?? 0) + 1);
      current[column] = left;
    }
    [beforeLast, last, current] = [last, current, beforeLast];
  }
  return last[to.length] ?? 0;
}
