/** Line breaks, of which VS Code shows none in a notification, and tabs. */
const breaks = /[\t\n\v\f\r\u0085\p{Zl}\p{Zp}]+/gu;

/** Other control characters, halves of surrogate pairs, and what turns the direction of the text around it. */
const invisible = /[\p{Cc}\p{Cs}\p{Bidi_Control}]/gu;

/** How a link, and an icon of VS Code's, would go on after their first characters. */
const markup = /(?<=[\]$])\(/gu;

/**
 * A text as it may be shown to people, on one line. VS Code makes links of `[text](command:…)` and `[text](https://…)`
 * in a notification, and icons of `$(name)` in a list; and a document's or a file's name, or what QEMU says of it,
 * comes from outside and must not become one. There is no way to escape them, so a blank goes between; it is a
 * visible one, because a path that is copied with an invisible character in it names no file.
 */
export function plainText(text: string): string {
  return text.replace(breaks, ' ').replace(invisible, '\u{FFFD}').replace(markup, ' (');
}
