/**
 * A text as a terminal may show it. Names, paths and errors come from machines and documents: control characters in
 * them, which could move the cursor or hide a line, are shown as escapes instead of being obeyed.
 */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
