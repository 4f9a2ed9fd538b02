import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  InitializedNotification,
  InitializeRequest,
  ProposedFeatures,
  PublishDiagnosticsNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
  type ClientCapabilities,
  type InitializeParams,
  type InitializeResult,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver/node';
import { serve } from '../../../server/handlers';
import { nothingOutside, type Outside } from '../../../server/outside';
import type { WorkspaceAccess } from '../../../server/workspaceAccess';

/** A client that can show all that the server makes use of, as VS Code can. */
export const fullCapabilities: ClientCapabilities = {
  textDocument: {
    completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown', 'plaintext'] } },
    hover: { contentFormat: ['markdown', 'plaintext'] },
    publishDiagnostics: { relatedInformation: true },
  },
};

/** The client's end of a conversation with a language server, and all reports that came so far. */
export class TestClient {
  readonly reports: PublishDiagnosticsParams[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(readonly connection: ProtocolConnection) {
    connection.onNotification(PublishDiagnosticsNotification.type, (report) => {
      this.reports.push(report);
      for (const look of this.#waiting) look();
    });
    connection.listen();
  }

  async initialize(
    capabilities: ClientCapabilities,
    more: Partial<InitializeParams> = {},
  ): Promise<InitializeResult> {
    const params = { processId: null, rootUri: null, ...more, capabilities };
    const result = await this.connection.sendRequest(InitializeRequest.type, params);
    await this.connection.sendNotification(InitializedNotification.type, {});
    return result;
  }

  open(uri: string, text: string, languageId = 'domainbackup', version = 1): Promise<void> {
    const textDocument = { uri, languageId, version, text };
    return this.connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
  }

  change(uri: string, version: number, ...contentChanges: TextDocumentContentChangeEvent[]): Promise<void> {
    const textDocument = { uri, version };
    return this.connection.sendNotification(DidChangeTextDocumentNotification.type, {
      textDocument,
      contentChanges,
    });
  }

  close(uri: string): Promise<void> {
    return this.connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
  }

  /** The first report, of those that came and those that will, that is as wanted. */
  report(wanted: (report: PublishDiagnosticsParams) => boolean): Promise<PublishDiagnosticsParams> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.reports.find(wanted);
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  shutdown(): Promise<void> {
    return this.connection.sendRequest(ShutdownRequest.type);
  }
}

/** What is around a server beside its documents. */
export interface Surroundings {
  access?: WorkspaceAccess;
  /** For `initialize`: workspace folders, the client's options. */
  params?: Partial<InitializeParams>;
  /** Lets the client answer the server's requests, before it introduces itself. */
  prepare?: (client: TestClient) => void;
}

/** Runs `use` with a client of the real server, both in this process, with all their messages going over streams. */
export async function withMemoryClient(
  use: (client: TestClient) => Promise<void>,
  capabilities = fullCapabilities,
  outside: Outside = nothingOutside,
  around: Surroundings = {},
): Promise<void> {
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  const server = createConnection(
    ProposedFeatures.all,
    new StreamMessageReader(toServer),
    new StreamMessageWriter(toClient),
  );
  serve(server, outside, around.access);
  const client = new TestClient(
    createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer)),
  );
  try {
    around.prepare?.(client);
    await client.initialize(capabilities, around.params);
    await use(client);
    await client.shutdown();
  } finally {
    client.connection.dispose();
    server.dispose();
    toServer.destroy();
    toClient.destroy();
  }
}
