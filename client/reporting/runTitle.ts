import * as vscode from 'vscode';

/**
 * A backup's name as people read it. One without a name of its own is called after its start in seconds since the
 * epoch, as the RFC has it; that is shown as a date.
 */
export function runTitle(name: string): string {
  if (!/^\d{10}$/.test(name)) return name;
  const start = new Date(Number(name) * 1000);
  return start.toLocaleString(vscode.env.language, { dateStyle: 'short', timeStyle: 'short' });
}
