import type * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

/**
 * The client of the language server, a child process of its own: whatever a document does to it, a running backup
 * goes on. The server picks the documents with the right root among the XML ones.
 * @param server the path of the server's bundle
 */
export function createLanguageClient(server: string, log: vscode.LogOutputChannel): LanguageClient {
  return new LanguageClient(
    'domainbackup',
    'Domain Backup',
    { module: server, transport: TransportKind.ipc },
    { documentSelector: [{ language: 'domainbackup' }, { language: 'xml' }], outputChannel: log },
  );
}
