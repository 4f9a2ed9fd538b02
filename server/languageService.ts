import type { CodeLens, CompletionItem, Diagnostic, Hover, Position } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ClientAbilities } from './clientAbilities';
import { Documents } from './documents';
import { codeLenses } from './features/codeLens';
import { complete } from './features/completion';
import { diagnose } from './features/diagnostics';
import { hover } from './features/hover';

/**
 * Everything that the server can do, as verbs over a document. Pure: the grammar is part of the program, and no
 * document can make it read a file or the network. Documents that are no backup documents get empty answers.
 */
export interface LanguageService {
  /** Everything that is wrong with the document. */
  validate(document: TextDocument): Diagnostic[];
  /** What may be written at the position; `trigger` is the typed character that made the editor ask by itself. */
  complete(document: TextDocument, position: Position, trigger: string | undefined): CompletionItem[];
  hover(document: TextDocument, position: Position): Hover | null;
  codeLenses(document: TextDocument): CodeLens[];
}

export function createLanguageService(abilities: ClientAbilities): LanguageService {
  const documents = new Documents();
  return {
    validate(text) {
      const document = documents.get(text);
      return document === undefined ? [] : diagnose(document, abilities);
    },
    complete(text, position, trigger) {
      const document = documents.get(text);
      if (document === undefined) return [];
      return complete({ document, offset: text.offsetAt(position), abilities }, trigger);
    },
    hover(text, position) {
      const document = documents.get(text);
      return document === undefined ? null : hover(document, text.offsetAt(position), abilities);
    },
    codeLenses(text) {
      const document = documents.get(text);
      return document === undefined ? [] : codeLenses(document);
    },
  };
}
