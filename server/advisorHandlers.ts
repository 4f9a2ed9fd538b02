import * as l10n from '@vscode/l10n';
import {
  DidChangeConfigurationNotification,
  MessageType,
  ShowMessageNotification,
  type Connection,
  type InitializeParams,
  type ServerCapabilities,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { ClientAbilities } from './clientAbilities';
import { DomainFiles } from './domainFiles';
import { codeActionKinds } from './features/codeActions';
import type { LanguageService } from './languageService';
import { LiveNames } from './liveNames';
import { OwnSchema } from './ownSchema';
import { MachineChangedNotification, MachineDisksRequest, type ClientOptions } from './protocol';
import type { ServiceState } from './serviceState';
import { schemaPath } from './schemaPath';
import { readSettings } from './settings';
import type { WorkspaceAccess } from './workspaceAccess';
import { WorkspaceFolders } from './workspaceFolders';

export const advisorCapabilities: ServerCapabilities = {
  codeActionProvider: { codeActionKinds },
  inlayHintProvider: true,
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};

/** What the handlers below share with the rest of the server. */
interface Surroundings {
  connection: Connection;
  access: WorkspaceAccess;
  state: ServiceState;
  service: () => LanguageService;
  find: (uri: string) => TextDocument | undefined;
  /** Checks all open documents anew. */
  revalidate: () => void;
}

/** What depends on the user's settings and on the machine. */
export interface Advisor {
  /** Takes what the client is able to do, from `initialize`. */
  begin(params: InitializeParams, abilities: ClientAbilities): void;
  /** `awaited`: the client has been asked for its settings, and all documents are checked when they come. */
  settings(): 'known' | 'awaited';
  machine: () => LiveNames;
  dispose(): void;
}

/** Answers what `advisorCapabilities` promise, and keeps the settings up to date. */
export function serveAdvice(surroundings: Surroundings): Advisor {
  const { connection, access, state, service, find, revalidate } = surroundings;
  const folders = new WorkspaceFolders();
  let abilities: ClientAbilities | undefined;
  let machine = new LiveNames({ scan: () => Promise.resolve(undefined) });
  let settings: 'known' | 'awaited' = 'known';
  const ownSchema = new OwnSchema({
    access,
    use: (schemas) => {
      if (state.schemas === schemas) return;
      state.schemas = schemas;
      revalidate();
    },
    publish: (report) => void connection.sendDiagnostics(report),
    pageOf: (code) =>
      abilities?.codeDescription === 'supported' ? state.problemsPage?.replaceAll('{code}', code) : undefined,
    // Not `showErrorMessage`: that is a request, which waits for somebody to press a button.
    show: (message) =>
      void connection.sendNotification(ShowMessageNotification.type, { type: MessageType.Error, message }),
  });

  const refused = (error: unknown): void => {
    connection.console.info(`The client refused what it said it could do: ${String(error)}`);
  };
  const refreshHints = (): void => {
    if (abilities?.inlayHintRefresh !== 'supported') return;
    connection.languages.inlayHint.refresh().catch(refused);
  };
  const fetchSettings = async (): Promise<void> => {
    try {
      state.settings = readSettings(await connection.workspace.getConfiguration('domainbackup'));
    } catch {
      // A client that cannot tell leaves them as they are.
    }
    settings = 'known';
    revalidate();
    await setSchema();
  };
  // A schema takes a while; documents are checked with what there is until then, and again when it is there.
  const setSchema = (): Promise<void> =>
    ownSchema.set(schemaPath(state.settings.schema, folders.paths, access.home));

  connection.onInitialized(() => {
    if (abilities?.workspaceFolders === 'supported') {
      connection.workspace.onDidChangeWorkspaceFolders((event) => {
        folders.change(event);
        void setSchema();
      });
    }
    if (abilities?.configuration !== 'supported') return;
    void fetchSettings();
    connection.client
      .register(DidChangeConfigurationNotification.type, { section: 'domainbackup' })
      .catch(refused);
  });
  connection.onDidChangeConfiguration(async () => {
    if (abilities?.configuration !== 'supported') return;
    await fetchSettings();
    refreshHints();
  });
  connection.onNotification(MachineChangedNotification, refreshHints);
  connection.onCodeAction(async ({ textDocument, range, context }) => {
    const version = find(textDocument.uri)?.version;
    // A fix names nothing on the machine but the checkpoints that there are.
    const isWanted = context.diagnostics.some(({ code }) => code === 'missing-checkpoint');
    const known = isWanted ? await machine.get(textDocument.uri) : undefined;
    const document = find(textDocument.uri);
    if (document === undefined || document.version !== version) return [];
    return service().codeActions(document, range, context, known);
  });
  connection.languages.inlayHint.on(async ({ textDocument, range }) => {
    if (find(textDocument.uri) === undefined || state.settings.inlayHints === 'off') return [];
    const known = await machine.get(textDocument.uri);
    const document = find(textDocument.uri);
    return document === undefined || !known ? [] : service().inlayHints(document, range, known);
  });

  return {
    begin(params, able) {
      abilities = able;
      settings = able.configuration === 'supported' ? 'awaited' : 'known';
      folders.begin(params);
      const files = new DomainFiles(access);
      const { problemsPage, suggestCommand, answers, strings = {} } = optionsOf(params);
      l10n.config({ contents: strings });
      if (problemsPage !== undefined) state.problemsPage = problemsPage;
      if (suggestCommand !== undefined) state.suggestCommand = suggestCommand;
      machine = new LiveNames({
        ask: answers.includes(MachineDisksRequest.method)
          ? (uri) => connection.sendRequest(MachineDisksRequest, { uri })
          : undefined,
        scan: () => files.scan(folders.paths),
      });
    },
    settings: () => settings,
    machine: () => machine,
    dispose: () => ownSchema.dispose(),
  };
}

function optionsOf({ initializationOptions }: InitializeParams): ClientOptions & { answers: string[] } {
  const given: unknown = initializationOptions;
  const get = (key: keyof ClientOptions): unknown =>
    typeof given === 'object' && given !== null ? Reflect.get(given, key) : undefined;
  const page = get('problemsPage');
  const suggest = get('suggestCommand');
  const answers = get('answers');
  const strings = Object.entries(get('strings') ?? {}).filter(([, text]) => typeof text === 'string');
  return {
    ...(typeof page === 'string' && { problemsPage: page }),
    ...(typeof suggest === 'string' && { suggestCommand: suggest }),
    strings: Object.fromEntries(strings),
    answers: Array.isArray(answers) ? answers.filter((each) => typeof each === 'string') : [],
  };
}
