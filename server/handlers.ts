import { inspect } from 'node:util';
import {
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  type Position,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { advisorCapabilities, serveAdvice } from './advisorHandlers';
import { abilitiesOf } from './clientAbilities';
import { createLanguageService, type LanguageService } from './languageService';
import type { MachineInfo } from './machine';
import { nothingOutside, type Outside } from './outside';
import { serveStructure, structureCapabilities } from './structureHandlers';
import { initialState } from './serviceState';
import { ValidationScheduler } from './validationScheduler';
import { noWorkspace, type WorkspaceAccess } from './workspaceAccess';

/** After these characters an editor asks for completion by itself. */
const triggerCharacters = ['<', '/', ' ', '=', '"', "'", '&'];

const initializeResult: InitializeResult = {
  capabilities: {
    positionEncoding: 'utf-16',
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
    completionProvider: { triggerCharacters },
    hoverProvider: true,
    codeLensProvider: {},
    ...structureCapabilities,
    ...advisorCapabilities,
  },
  serverInfo: { name: 'domainbackup' },
};

/** Answers a client on a connection until that connection ends. The server holds no state but the open documents. */
export function serve(
  connection: Connection,
  outside: Outside = nothingOutside,
  access: WorkspaceAccess = noWorkspace,
): void {
  const documents = new TextDocuments(TextDocument);
  const state = initialState();
  // The service depends on what the client can show, which only `initialize` tells; no request comes before it.
  let service: LanguageService = createLanguageService(abilitiesOf({}), outside, state);
  const validation = new ValidationScheduler({
    validation: (document) => service.validation(document),
    publish: (report) => connection.sendDiagnostics(report),
    failed: (error) => connection.console.error(`Checking a document failed: ${inspect(error)}`),
  });

  connection.onInitialize((params: InitializeParams) => {
    const abilities = abilitiesOf(params.capabilities);
    service = createLanguageService(abilities, outside, state);
    advisor.begin(params, abilities);
    return initializeResult;
  });
  const advisor = serveAdvice({
    connection,
    access,
    state,
    service: () => service,
    find: (uri) => documents.get(uri),
    revalidate: () => documents.all().forEach((document) => validation.validateNow(document)),
  });
  connection.onShutdown(() => {
    validation.dispose();
    advisor.dispose();
  });

  // Before the settings are there, only the timer of a change checks a document: they are mostly there sooner.
  documents.onDidOpen(({ document }) => {
    if (advisor.settings() === 'known') validation.validateNow(document);
  });
  documents.onDidChangeContent(({ document }) => validation.validateSoon(document));
  documents.onDidClose(({ document }) => validation.forget(document));

  /** Asked only where it matters; while it is, the document may change, and then the answer is nobody's. */
  async function machineFor(
    purpose: 'completion' | 'hover',
    document: TextDocument,
    position: Position,
  ): Promise<MachineInfo | undefined> {
    const isWanted = service.wantsMachine(purpose, document, position) === 'yes';
    return isWanted ? await advisor.machine().get(document.uri) : undefined;
  }
  connection.onCompletion(async ({ textDocument, position, context }) => {
    const document = documents.get(textDocument.uri);
    if (document === undefined) return null;
    const { version } = document;
    const machine = await machineFor('completion', document, position);
    if (document.version !== version) return null;
    return service.complete(document, position, context?.triggerCharacter, machine);
  });
  connection.onHover(async ({ textDocument, position }) => {
    const document = documents.get(textDocument.uri);
    if (document === undefined) return null;
    const { version } = document;
    const machine = await machineFor('hover', document, position);
    return document.version === version ? service.hover(document, position, machine) : null;
  });
  connection.onCodeLens(({ textDocument }) => {
    const document = documents.get(textDocument.uri);
    return document === undefined ? [] : service.codeLenses(document);
  });
  serveStructure(
    connection,
    () => service,
    (uri) => documents.get(uri),
  );

  documents.listen(connection);
  connection.listen();
}
