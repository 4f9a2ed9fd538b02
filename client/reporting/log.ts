import * as vscode from 'vscode';

/** The output channel that everything the extension does is written to, with times. */
export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel('Domain Backup', { log: true });
}

/** What an error says, in one sentence; an error without words shows as what it is. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === '' ? error.name : error.message;
}

/** Logs an error with its causes; the stack only for those who ask for details. */
export function logError(log: vscode.LogOutputChannel, what: string, error: unknown): void {
  log.error(`${what}: ${messageOf(error)}`);
  let cause = error instanceof Error ? error.cause : undefined;
  while (cause !== undefined) {
    log.error(`  caused by: ${messageOf(cause)}`);
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  if (error instanceof Error && error.stack !== undefined) log.debug(error.stack);
}
