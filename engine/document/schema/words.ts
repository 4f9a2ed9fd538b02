import type { PossibleEvents } from './recoverableWalker';
import type { ContentInfo } from './schema';

/** Longer lists are cut: nobody reads them. */
const mostListed = 20;

/** `push or pull`; `a, b or c`. */
export function listing(words: readonly string[]): string {
  const shown = words.length > mostListed ? [...words.slice(0, mostListed), 'others'] : words;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(', ')} or ${last}`;
}

/** `; expected push or pull`; nothing where nothing is to be expected. */
export function expected(words: readonly string[]): string {
  return words.length === 0 ? '' : `; expected ${listing(words)}`;
}

/** What may stand in an attribute or text, given all that the schema knows of it and what it allows just now. */
export function narrowed(info: ContentInfo | undefined, possible: PossibleEvents): ContentInfo {
  const known = info?.values.filter(({ value }) => possible.values.includes(value)) ?? [];
  const missing = possible.values.filter((value) => !known.some((each) => each.value === value));
  return {
    values: [...known, ...missing.map((value) => ({ value, documentation: [] }))],
    datatypes: possible.otherValues === 'allowed' ? (info?.datatypes ?? []) : [],
  };
}

/** The words for what may stand in an attribute or text; with `samples`, for those of them alone. */
export function contentWords({ values, datatypes }: ContentInfo, samples?: ReadonlySet<string>): string[] {
  const isMeant = (sample: string): boolean => samples?.has(sample) ?? true;
  return [
    ...values.filter(({ value }) => isMeant(value)).map(({ value }) => value),
    ...datatypes.filter(({ example }) => isMeant(example)).map(({ words }) => words),
  ];
}

/** One value of every kind that may stand in an attribute or text, for recovery. */
export function sampleValues({ values, datatypes }: ContentInfo): string[] {
  const samples = [...values.map(({ value }) => value), ...datatypes.map(({ example }) => example)];
  // Free text needs no words in a schema; anything is a sample of it.
  return samples.length > 0 ? samples : ['text'];
}
