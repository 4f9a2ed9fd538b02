import { inspect } from 'node:util';
import {
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { abilitiesOf } from './clientAbilities';
import { createLanguageService, type LanguageService } from './languageService';
import { ValidationScheduler } from './validationScheduler';

/** After these characters an editor asks for completion by itself. */
const triggerCharacters = ['<', '/', ' ', '=', '"', "'"];

const initializeResult: InitializeResult = {
  capabilities: {
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    completionProvider: { triggerCharacters },
    hoverProvider: true,
    codeLensProvider: {},
  },
  serverInfo: { name: 'domainbackup' },
};

/** Answers a client on a connection until that connection ends. The server holds no state but the open documents. */
export function serve(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  // The service depends on what the client can show, which only `initialize` tells; no request comes before it.
  let service: LanguageService = createLanguageService(abilitiesOf({}));
  const validation = new ValidationScheduler({
    validate: (document) => service.validate(document),
    publish: (report) => connection.sendDiagnostics(report),
    failed: (error) => connection.console.error(`Checking a document failed: ${inspect(error)}`),
  });

  connection.onInitialize((params: InitializeParams) => {
    service = createLanguageService(abilitiesOf(params.capabilities));
    return initializeResult;
  });
  connection.onShutdown(() => validation.dispose());

  documents.onDidOpen(({ document }) => validation.validateNow(document));
  documents.onDidChangeContent(({ document }) => validation.validateSoon(document));
  documents.onDidClose(({ document }) => validation.forget(document));

  connection.onCompletion(({ textDocument, position, context }) => {
    const document = documents.get(textDocument.uri);
    return document === undefined ? null : service.complete(document, position, context?.triggerCharacter);
  });
  connection.onHover(({ textDocument, position }) => {
    const document = documents.get(textDocument.uri);
    return document === undefined ? null : service.hover(document, position);
  });
  connection.onCodeLens(({ textDocument }) => {
    const document = documents.get(textDocument.uri);
    return document === undefined ? [] : service.codeLenses(document);
  });

  documents.listen(connection);
  connection.listen();
}
