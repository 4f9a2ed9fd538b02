import * as vscode from 'vscode';
import { plainText } from './plainText';

/** The levels that the extension itself writes at; `trace` is the language client's, whose messages have lines. */
const levels = ['debug', 'info', 'warn', 'error'] as const;

/**
 * The output channel that everything the extension does is written to, with times and levels. A name from outside
 * can have line breaks in it; none may pass for a line of ours.
 */
export function createLog(): vscode.LogOutputChannel {
  const channel = vscode.window.createOutputChannel('Domain Backup', { log: true });
  const plain = Object.fromEntries(
    levels.map((level) => [
      level,
      (message: string | Error, ...rest: unknown[]) =>
        channel[level](message instanceof Error ? messageOf(message) : plainText(message), ...rest),
    ]),
  );
  return new Proxy(channel, {
    get: (target, key) => {
      if (typeof key === 'string' && plain[key] !== undefined) return plain[key];
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
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
  if (!(error instanceof Error)) return;
  for (const line of error.stack?.split('\n') ?? []) log.debug(line);
}
