/**
 * A part of a wording: the same in every language, such as a name; a wording of its own; or several of them, which
 * commas separate.
 */
export type Words = string | Wording | readonly Words[];

/** What people are told, made so that it can be told in other languages than English, too. */
export interface Wording {
  /** In English. */
  message: string;
  /** The same with `{0}`, `{1}`, … in place of its parts: translations are found by it. */
  template: string;
  parts: readonly Words[];
}

/** Longer lists are cut: nobody reads them. */
const mostListed = 20;

/**
 * A wording from its English template. That is written out at the call, since `npm run l10n` looks for it there, or is
 * one that a schema has (`db:words`).
 */
export function say(template: string, ...parts: Words[]): Wording {
  return { message: filled(template, parts, inEnglish), template, parts };
}

/**
 * A wording in another language.
 * @param translate gives a template in that language, as `l10n.t` of VS Code does
 */
export function translated(wording: Wording, translate: (template: string) => string): string {
  const told = ({ template, parts }: Wording): string => filled(translate(template), parts, told);
  return told(wording);
}

/** A text in quotes, with what cannot be seen or would end it written as JSON does. */
export function quoted(text: string): Wording {
  return say('"{0}"', JSON.stringify(text).slice(1, -1));
}

/** `push or pull`; `a, b or c`. */
export function listing(words: readonly Words[]): Words {
  const shown = words.length > mostListed ? [...words.slice(0, mostListed), say('others')] : words;
  const last = shown.at(-1) ?? '';
  return shown.length < 2 ? last : say('{0} or {1}', shown.slice(0, -1), last);
}

/** The same with `; expected push or pull`, unless nothing is to be expected. */
export function expecting(wording: Wording, words: readonly Words[]): Wording {
  return words.length === 0 ? wording : say('{0}; expected {1}', wording, listing(words));
}

/** Problems are many, so no regular expression looks for the places. */
function filled(template: string, parts: readonly Words[], told: (wording: Wording) => string): string {
  const [start = '', ...pieces] = parts.length === 0 ? [template] : template.split('{');
  return pieces.reduce((text, piece) => {
    const index = Number.parseInt(piece, 10);
    const place = `${index}}`;
    const part = piece.startsWith(place) ? parts[index] : undefined;
    return part === undefined ? `${text}{${piece}` : text + inWords(part, told) + piece.slice(place.length);
  }, start);
}

function inWords(words: Words, told: (wording: Wording) => string): string {
  if (typeof words === 'string') return words;
  return 'template' in words ? told(words) : words.map((each) => inWords(each, told)).join(', ');
}

function inEnglish({ message }: Wording): string {
  return message;
}
