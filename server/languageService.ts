import type {
  CodeAction,
  CodeActionContext,
  CodeLens,
  CompletionItem,
  Diagnostic,
  Hover,
  InlayHint,
  Position,
  Range,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Steps } from '../engine/document';
import type { ClientAbilities } from './clientAbilities';
import { Documents } from './documents';
import { codeActions } from './features/codeActions';
import { codeLenses } from './features/codeLens';
import { complete } from './features/completion';
import { shownProblems } from './features/diagnostics';
import { hover } from './features/hover';
import { inlayHints } from './features/inlayHints';
import { wantsMachine } from './features/machineNames';
import type { MachineInfo } from './machine';
import { nothingOutside, type Outside } from './outside';
import { initialState, type ServiceState } from './serviceState';
import { createStructureService, type StructureService } from './structure';

/**
 * Everything that the server can do, as verbs over a document. It does no I/O: the grammar is part of the program, no
 * document can make it read a file or the network, and what it may learn from outside is handed in. Documents that
 * are no backup documents get empty answers.
 */
export interface LanguageService extends StructureService {
  /** Everything that is wrong with the document, as far as the settings want it shown; found in steps. */
  validation(document: TextDocument): Steps<Diagnostic[]>;
  /** What may be written at the position; `trigger` is the typed character that made the editor ask by itself. */
  complete(
    document: TextDocument,
    position: Position,
    trigger: string | undefined,
    machine?: MachineInfo,
  ): CompletionItem[];
  hover(document: TextDocument, position: Position, machine?: MachineInfo): Hover | null;
  codeLenses(document: TextDocument): CodeLens[];
  /** Quick fixes, refactorings, and the fix of everything, as far as the context asks for them. */
  codeActions(
    document: TextDocument,
    range: Range,
    context: CodeActionContext,
    machine?: MachineInfo,
  ): CodeAction[];
  inlayHints(document: TextDocument, range: Range, machine: MachineInfo): InlayHint[];
  /** Whether what is known of the machine would make the answer at the position better. */
  wantsMachine(purpose: 'completion' | 'hover', document: TextDocument, position: Position): 'yes' | 'no';
}

export function createLanguageService(
  abilities: ClientAbilities,
  outside: Outside = nothingOutside,
  state: ServiceState = initialState(),
): LanguageService {
  const documents = new Documents(() => state.schemas);
  return {
    ...createStructureService(documents, outside),
    *validation(text) {
      if (state.settings.validation === 'off') return [];
      const document = yield* documents.task(text).steps();
      if (document === undefined) return [];
      yield* document.problems.steps();
      return shownProblems(document, abilities, state).map(({ diagnostic }) => diagnostic);
    },
    complete(text, position, trigger, machine) {
      const document = documents.begun(text);
      if (document === undefined) return [];
      const { suggestCommand } = state;
      return complete(
        { document, offset: text.offsetAt(position), abilities, suggestCommand, machine },
        trigger,
      );
    },
    hover(text, position, machine) {
      const document = documents.get(text);
      return document === undefined ? null : hover(document, text.offsetAt(position), abilities, machine);
    },
    codeLenses(text) {
      const document = documents.get(text);
      return document === undefined ? [] : codeLenses(document);
    },
    codeActions(text, { start, end }, context, machine) {
      const known = documents.get(text);
      if (known === undefined) return [];
      const document = { ...known, machine };
      const range = { start: text.offsetAt(start), end: text.offsetAt(end) };
      return codeActions({ document, range, context, abilities, state });
    },
    inlayHints(text, { start, end }, machine) {
      const document = documents.get(text);
      if (document === undefined || state.settings.inlayHints === 'off') return [];
      return inlayHints(document, { start: text.offsetAt(start), end: text.offsetAt(end) }, machine);
    },
    wantsMachine(purpose, text, position) {
      const document = documents.get(text);
      return document === undefined ? 'no' : wantsMachine(purpose, document, text.offsetAt(position));
    },
  };
}
