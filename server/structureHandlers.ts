import type { Connection, ServerCapabilities, TextDocumentIdentifier } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { AutoCloseRequest } from './protocol';
import type { StructureService } from './structure';

export const structureCapabilities: ServerCapabilities = {
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  linkedEditingRangeProvider: true,
  renameProvider: { prepareProvider: true },
  documentHighlightProvider: true,
  documentLinkProvider: { resolveProvider: false },
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
};

/** Answers what `structureCapabilities` promise, for the documents that `find` knows to be open. */
export function serveStructure(
  connection: Connection,
  service: () => StructureService,
  find: (uri: string) => TextDocument | undefined,
): void {
  const on = <Answer, Nothing>(
    { uri }: TextDocumentIdentifier,
    nothing: Nothing,
    answer: (document: TextDocument) => Answer,
  ): Answer | Nothing => {
    const document = find(uri);
    return document === undefined ? nothing : answer(document);
  };
  connection.onDocumentSymbol(({ textDocument }) =>
    on(textDocument, [], (document) => service().symbols(document)),
  );
  connection.onFoldingRanges(({ textDocument }) =>
    on(textDocument, [], (document) => service().foldingRanges(document)),
  );
  connection.onSelectionRanges(({ textDocument, positions }) =>
    on(textDocument, null, (document) => service().selectionRanges(document, positions)),
  );
  connection.languages.onLinkedEditingRange(({ textDocument, position }) =>
    on(textDocument, null, (document) => service().linkedEditing(document, position)),
  );
  connection.onPrepareRename(({ textDocument, position }) =>
    on(textDocument, null, (document) => service().prepareRename(document, position)),
  );
  connection.onRenameRequest(({ textDocument, position, newName }) =>
    on(textDocument, null, (document) => service().rename(document, position, newName)),
  );
  connection.onDocumentHighlight(({ textDocument, position }) =>
    on(textDocument, [], (document) => service().highlights(document, position)),
  );
  connection.onDocumentLinks(({ textDocument }) =>
    on(textDocument, [], (document) => service().documentLinks(document)),
  );
  connection.onDocumentFormatting(({ textDocument, options }) =>
    on(textDocument, [], (document) => service().format(document, options)),
  );
  connection.onDocumentRangeFormatting(({ textDocument, options, range }) =>
    on(textDocument, [], (document) => service().format(document, options, range)),
  );
  connection.onRequest(AutoCloseRequest, ({ textDocument, position }) =>
    on(textDocument, null, (document) => service().autoClose(document, position)),
  );
}
