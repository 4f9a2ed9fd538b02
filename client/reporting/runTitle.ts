import * as vscode from 'vscode';
import { plainText } from './plainText';

/**
 * A backup's name as people read it, as plain text: it comes from a document, or from another program. One without a name of its own is called after its start in seconds since the
 * epoch, as the RFC has it; that is shown as a date with seconds, since two may start within a minute.
 */
export function runTitle(name: string): string {
  if (!/^\d{10}$/.test(name)) return plainText(name);
  const start = new Date(Number(name) * 1000);
  return start.toLocaleString(vscode.env.language, { dateStyle: 'short', timeStyle: 'medium' });
}
