/** Longer lists are cut: nobody reads them. */
const mostListed = 20;

/** A part of a wording: the same in every language, such as a name, or a wording of its own. */
export type Words = string | Wording;

/** What people are told, made so that it can be told in other languages than English, too. */
export interface Wording {
  /** In English. */
  message: string;
  /** The same with `{0}`, `{1}`, … in place of its parts: translations are found by it. */
  template: string;
  parts: readonly Words[];
}

/**
 * A wording from its English template. That is written out at the call, since `npm run l10n` looks for it there, or is
 * one that a schema has (`db:words`).
 */
export function say(template: string, ...parts: Words[]): Wording {
  const message = template.replaceAll(/\{(\d+)\}/g, (place, index) => {
    const part = parts[Number(index)];
    return typeof part === 'object' ? part.message : (part ?? place);
  });
  return { message, template, parts };
}

/** A text in quotes, with what cannot be seen or would end it written as JSON does. */
export function quoted(text: string): Wording {
  return say('"{0}"', JSON.stringify(text).slice(1, -1));
}

/** `push or pull`; `a, b or c`. */
export function listing(words: readonly Words[]): Words {
  const shown = words.length > mostListed ? [...words.slice(0, mostListed), say('others')] : words;
  const last = shown.at(-1) ?? '';
  const others = shown.slice(0, -1);
  if (others.length === 0) return last;
  return say(
    '{0} or {1}',
    others.reduce((one, other) => say('{0}, {1}', one, other)),
    last,
  );
}

/** The same with `; expected push or pull`, unless nothing is to be expected. */
export function expecting(wording: Wording, words: readonly Words[]): Wording {
  return words.length === 0 ? wording : say('{0}; expected {1}', wording, listing(words));
}

/**
 * A wording in another language.
 * @param translate gives a template in that language, with its parts filled in, as `l10n.t` of VS Code does
 */
export function translated(
  { template, parts }: Wording,
  translate: (template: string, ...parts: string[]) => string,
): string {
  const all = parts.map((part) => (typeof part === 'string' ? part : translated(part, translate)));
  return translate(template, ...all);
}
