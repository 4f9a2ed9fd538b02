import * as vscode from 'vscode';
import { plainText } from '../reporting/plainText';
import { runTitle } from '../reporting/runTitle';

/** What can be read about a run: its log, all that is known of it, the document that it was started from, a verification. */
export type RunPage = 'log' | 'details' | 'document' | 'report';

/** The scheme of the addresses of these read-only documents. */
export const runScheme = 'domainbackup-run';

/** Decides how the editor shows a page; the server knows backup documents by their ending, too. */
const endings: Record<RunPage, string> = {
  log: '.log',
  details: '.txt',
  document: '.domainbackup.xml',
  report: '.verification.txt',
};

/** The address of a page. The name in it is for the editor's tab only. */
export function runAddress(run: string, name: string, page: RunPage): vscode.Uri {
  const title = plainText(runTitle(name)).replace(/[/\\]/g, '-');
  return vscode.Uri.from({ scheme: runScheme, path: `/${title}${endings[page]}`, query: `${page}=${run}` });
}

/** What an address stands for; undefined where it is none of ours, or was made up. */
export function readRunAddress(uri: vscode.Uri): { run: string; page: RunPage } | undefined {
  const [, page, run] = /^(log|details|document|report)=([0-9a-z-]+)$/.exec(uri.query) ?? [];
  if (page === undefined || run === undefined) return undefined;
  return { run, page: page as RunPage };
}
