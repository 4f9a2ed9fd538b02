import * as vscode from 'vscode';
import { readRunAddress, runAddress, runScheme, type RunPage } from './runAddress';

/** Milliseconds between two readings of a page that is open: faster than that nobody reads. */
const rereadInterval = 500;

/** Where the pages' texts come from. */
export interface RunPageSources {
  /** @returns undefined where there is no such page */
  read: (run: string, page: RunPage) => Promise<string | undefined> | string | undefined;
  /** Calls back with a run's id when one of its pages may have changed. */
  onChange: (listener: (run: string) => void) => { dispose(): void };
}

/** Shows what is known of runs as read-only documents, and keeps those that are open up to date. */
export class RunPages implements vscode.TextDocumentContentProvider {
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changes.event;
  readonly #stale = new Set<string>();
  readonly #owned: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly sources: RunPageSources) {
    this.#owned = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(runScheme, this),
      sources.onChange((run) => this.#rereadSoon(run)),
      this.#changes,
    );
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const address = readRunAddress(uri);
    const text = address === undefined ? undefined : await this.sources.read(address.run, address.page);
    return text ?? vscode.l10n.t('Nothing is known of this backup any more.');
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#owned.dispose();
  }

  #rereadSoon(run: string): void {
    this.#stale.add(run);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const { uri } of vscode.workspace.textDocuments) {
        if (uri.scheme === runScheme && this.#stale.has(readRunAddress(uri)?.run ?? ''))
          this.#changes.fire(uri);
      }
      this.#stale.clear();
    }, rereadInterval);
  }
}

/** Opens a page; a log at its end. */
export async function showRunPage(run: string, name: string, page: RunPage): Promise<void> {
  const document = await vscode.workspace.openTextDocument(runAddress(run, name, page));
  const editor = await vscode.window.showTextDocument(document, { preview: true });
  if (page !== 'log') return;
  const end = document.lineAt(document.lineCount - 1).range.end;
  editor.selection = new vscode.Selection(end, end);
  editor.revealRange(new vscode.Range(end, end));
}
