import type { RunId } from './runId';

/** A run, where a text names it. */
export interface RunMention {
  /** The words that lead to it, such as `run `: whoever leaves the mention out leaves out these, too. */
  lead: string;
  run: RunId;
}

/** A text that names runs, in its parts: whoever shows it may call a run by more than its id. */
export type TextParts = readonly (string | RunMention)[];

/** A text for people, as a whole and in parts. */
export interface Told {
  /** The text, with runs by their ids. */
  message: string;
  parts: TextParts;
}

/** A run as a text names it. @param lead the words before its id */
export const mention = (run: RunId, lead = 'run '): RunMention => ({ lead, run });

/** A run as the text names it that tells whose something is; a report below the run's own heading leaves it out. */
export const ofRun = (run: RunId): RunMention => mention(run, OF_RUN);

const OF_RUN = ' of run ';

/** Whether a mention only tells which run something belongs to. */
export const tellsOwner = ({ lead }: RunMention): boolean => lead === OF_RUN;

/** The whole of a text. @param word how a run is called; by default by its id */
export function wholeText(
  parts: TextParts,
  word = ({ lead, run }: RunMention): string => `${lead}${run}`,
): string {
  return parts.map((part) => (typeof part === 'string' ? part : word(part))).join('');
}

/** What stands in a text: words, runs, and texts in their turn. */
type Value = string | number | RunMention | Told;

function partsOf(value: Value): TextParts {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return 'parts' in value ? value.parts : [value];
}

/** A text of these parts; words that follow each other are one part. */
function textOf(parts: TextParts): Told {
  const joined: (string | RunMention)[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else joined.push(part);
  }
  return { message: wholeText(joined), parts: joined };
}

/** A text with the runs that it names, from a template: told`${mention(run)} builds on it`. */
export function told(words: TemplateStringsArray, ...values: readonly Value[]): Told {
  return textOf(words.flatMap((word, at) => [word, ...partsOf(values[at] ?? '')]));
}

/** Texts one behind the other. */
export function toldTogether(texts: readonly Told[], separator = ' '): Told {
  return textOf(texts.flatMap((one, at) => (at === 0 ? one.parts : [separator, ...one.parts])));
}
