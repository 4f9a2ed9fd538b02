import * as l10n from '@vscode/l10n';
import { MarkupKind, type MarkupContent } from 'vscode-languageserver/node';

/** Markdown's own characters, wherever in a line they could mean something. */
const special = /[\\*_{}[\]<>#+|!~&-]/g;

/**
 * Makes Markdown of the schema's documentation, which is plain text but for names in backticks. They stay code;
 * everything else is escaped, so that no text is read as a link, HTML or a list.
 */
function escapeMarkdown(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(special, '\\$&').replaceAll('`', '\\`')))
    .join('');
}

/** A schema's documentation in the language of the client; that of a schema of the user's own is in no other. */
export function documented(paragraphs: readonly string[]): string[] {
  return paragraphs.map((paragraph) => l10n.t(paragraph));
}

/** Paragraphs in the form that a client understands. */
export function toMarkup(paragraphs: string[], kind: MarkupKind): MarkupContent {
  const shown = kind === MarkupKind.Markdown ? paragraphs.map(escapeMarkdown) : paragraphs;
  return { kind, value: shown.join('\n\n') };
}
