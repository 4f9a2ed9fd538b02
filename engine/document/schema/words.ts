import { say, type Words } from '../wording';
import type { PossibleEvents } from './schemaEvents';
import type { ContentInfo } from './schema';

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
export function contentWords({ values, datatypes }: ContentInfo, samples?: ReadonlySet<string>): Words[] {
  const isMeant = (sample: string): boolean => samples?.has(sample) ?? true;
  return [
    ...values.filter(({ value }) => isMeant(value)).map(({ value }) => value),
    ...datatypes.filter(({ example }) => isMeant(example)).map(({ words }) => say(words)),
  ];
}

/** One value of every kind that may stand in an attribute or text, for recovery. */
export function sampleValues({ values, datatypes }: ContentInfo): string[] {
  const samples = [...values.map(({ value }) => value), ...datatypes.map(({ example }) => example)];
  // Free text needs no words in a schema; anything is a sample of it.
  return samples.length > 0 ? samples : ['text'];
}
