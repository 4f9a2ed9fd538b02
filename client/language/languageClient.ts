import * as vscode from 'vscode';
import { LanguageClient, NotificationType0, TransportKind } from 'vscode-languageclient/node';
import type { JobStore } from '../store/jobStore';
import type { Lookout } from '../store/lookout';
import { readRunAddress } from '../documents/runAddress';
import { checkpointDetail } from '../views/words/checkpointWords';
import { machineReport } from './machineReport';

/**
 * The client of the language server, a child process of its own: whatever a document does to it, a running backup
 * goes on. The server picks the documents with the right root among the XML ones, and asks for what is known of the
 * machines, so that it can name their disks.
 * @param server the path of the server's bundle
 * @param subscriptions takes what is to be disposed of with the extension
 */
export function createLanguageClient(
  server: string,
  log: vscode.LogOutputChannel,
  store: JobStore,
  lookout: Pick<Lookout, 'refreshUnseen'>,
  subscriptions: { dispose(): void }[],
): LanguageClient {
  const client = new LanguageClient(
    'domainbackup',
    'Domain Backup',
    { module: server, transport: TransportKind.ipc },
    {
      documentSelector: [{ language: 'domainbackup' }, { language: 'xml' }],
      outputChannel: log,
      middleware: {
        provideCodeLenses: async (document, token, next) =>
          // The server does not know of trust, without which nothing starts.
          (await next(document, token))?.filter(
            ({ command }) => vscode.workspace.isTrusted || command?.command !== 'domainbackup.start',
          ),
      },
      initializationOptions: {
        problemsPage: 'command:domainbackup.explainProblem?%22{code}%22',
        answers: ['domainbackup/machineDisks'],
        suggestCommand: 'editor.action.triggerSuggest',
        // Those of the server are among them; in English there is none.
        strings: vscode.l10n.bundle,
      },
    },
  );
  // From what was seen at the last look. The first one may be due to a document: the server waits 200 ms at most, and
  // when the look takes longer its end tells the server to ask again.
  client.onRequest('domainbackup/machineDisks', async ({ uri }: { uri: string }) => {
    if (vscode.workspace.isTrusted) await lookout.refreshUnseen();
    return machineReport(store, checkpointDetail, readRunAddress(vscode.Uri.parse(uri))?.run);
  });
  // Given as a type that takes nothing: under its bare name it would be sent with an empty parameter.
  const machineChanged = new NotificationType0('domainbackup/machineChanged');
  subscriptions.push(
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      for (const document of vscode.workspace.textDocuments)
        client.getFeature('textDocument/codeLens').getProvider(document)?.onDidChangeCodeLensEmitter.fire();
    }),
    store.onChange((change) => {
      const isMachine = change === 'all' || change.kind === 'connection';
      if (isMachine && client.isRunning()) void client.sendNotification(machineChanged);
    }),
  );
  return client;
}
