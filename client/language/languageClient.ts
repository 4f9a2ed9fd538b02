import type * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import type { JobStore } from '../store/jobStore';
import { machineReport } from './machineReport';

/**
 * The client of the language server, a child process of its own: whatever a document does to it, a running backup
 * goes on. The server picks the documents with the right root among the XML ones, and asks for what is known of the
 * machines, so that it can name their disks.
 * @param server the path of the server's bundle
 */
export function createLanguageClient(
  server: string,
  log: vscode.LogOutputChannel,
  store: JobStore,
): LanguageClient {
  const client = new LanguageClient(
    'domainbackup',
    'Domain Backup',
    { module: server, transport: TransportKind.ipc },
    {
      documentSelector: [{ language: 'domainbackup' }, { language: 'xml' }],
      outputChannel: log,
      initializationOptions: {
        problemsPage: 'command:domainbackup.explainProblem?%22{code}%22',
        answers: ['domainbackup/machineDisks'],
      },
    },
  );
  // From what was seen at the last look: the server waits 200 ms at most, and nothing is to be connected to for this.
  client.onRequest('domainbackup/machineDisks', () => machineReport(store));
  store.onChange((change) => {
    const isMachine = change === 'all' || change.kind === 'connection';
    if (isMachine && client.isRunning()) void client.sendNotification('domainbackup/machineChanged');
  });
  return client;
}
