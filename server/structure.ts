import type {
  DocumentHighlight,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  FormattingOptions,
  LinkedEditingRanges,
  Position,
  PrepareRenameResult,
  Range,
  SelectionRange,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { BackupDocument, Documents } from './documents';
import { autoClose } from './features/autoClose';
import { documentLinks } from './features/documentLinks';
import { foldingRanges } from './features/folding';
import { format } from './features/formatting';
import { highlights } from './features/highlight';
import { linkedEditing } from './features/linkedEditing';
import { prepareRename, rename } from './features/rename';
import { selectionRange } from './features/selectionRanges';
import { symbols } from './features/symbols';
import type { Outside } from './outside';

/** The verbs that are about how a document is built and laid out. */
export interface StructureService {
  symbols(document: TextDocument): DocumentSymbol[];
  foldingRanges(document: TextDocument): FoldingRange[];
  /** One chain for each position, in their order. */
  selectionRanges(document: TextDocument, positions: Position[]): SelectionRange[] | null;
  linkedEditing(document: TextDocument, position: Position): LinkedEditingRanges | null;
  prepareRename(document: TextDocument, position: Position): PrepareRenameResult | null;
  /** @throws ResponseError when the new name is no name. */
  rename(document: TextDocument, position: Position, newName: string): WorkspaceEdit | null;
  highlights(document: TextDocument, position: Position): DocumentHighlight[];
  /** Looks for the files that the document names; nothing else in the service asks about anything outside. */
  documentLinks(document: TextDocument): Promise<DocumentLink[]>;
  /** Edits of white space that means nothing. `range`: in its lines only. */
  format(document: TextDocument, options: FormattingOptions, range?: Range): TextEdit[];
  /** The edit that is called for after `>` or `</` was typed; see `AutoCloseRequest`. */
  autoClose(document: TextDocument, position: Position): TextEdit | null;
}

export function createStructureService(documents: Documents, outside: Outside): StructureService {
  /** Answers about a backup document, and nothing about others. */
  function on<Answer, Nothing>(
    text: TextDocument,
    nothing: Nothing,
    answer: (document: BackupDocument) => Answer,
  ): Answer | Nothing {
    const document = documents.get(text);
    return document === undefined ? nothing : answer(document);
  }
  return {
    symbols: (text) => on(text, [], symbols),
    foldingRanges: (text) => on(text, [], foldingRanges),
    selectionRanges: (text, positions) =>
      on(text, null, (document) =>
        positions.map((position) => selectionRange(document, text.offsetAt(position))),
      ),
    linkedEditing: (text, position) =>
      on(text, null, (document) => linkedEditing(document, text.offsetAt(position))),
    prepareRename: (text, position) =>
      on(text, null, (document) => prepareRename(document, text.offsetAt(position))),
    rename: (text, position, newName) =>
      on(text, null, (document) => rename(document, text.offsetAt(position), newName)),
    highlights: (text, position) => on(text, [], (document) => highlights(document, text.offsetAt(position))),
    documentLinks: async (text) => on(text, [], (document) => documentLinks(document, outside.fileAt)),
    format: (text, options, range) =>
      on(text, [], (document) => {
        if (range === undefined) return format(document, options);
        return format(document, options, {
          start: text.offsetAt(range.start),
          end: text.offsetAt(range.end),
        });
      }),
    autoClose: (text, position) => on(text, null, (document) => autoClose(document, text.offsetAt(position))),
  };
}
