/** Control characters, and those that turn the direction of a line around. */
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * A text as a terminal may show it. Names, paths and errors come from machines and documents: characters in them that
 * could move the cursor or hide a line are shown as escapes, which are also JSON's, instead of being obeyed.
 */
export function printable(text: string): string {
  return text.replace(HIDDEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
