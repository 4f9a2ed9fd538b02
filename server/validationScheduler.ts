import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';

/** How long the text must rest after a change before it is checked, in ms. */
export const restMs = 80;

interface Parts {
  validate: (document: TextDocument) => Diagnostic[];
  publish: (report: PublishDiagnosticsParams) => Promise<void>;
  /** Told of a check that threw, and of a report that did not reach the client. */
  failed: (error: unknown) => void;
}

/**
 * Decides when a document is checked: at once when it opens, and when the text has rested after a change. At most
 * one check of a document is due at a time, so a later version takes the place of an earlier one that has not been
 * checked yet. A check itself is never interrupted: it runs in one go on the newest version.
 */
export class ValidationScheduler {
  readonly #parts: Parts;
  readonly #due = new Map<string, NodeJS.Timeout>();
  /** The version that was checked last, by document: `TextDocuments` announces an opening as a change too. */
  readonly #checked = new Map<string, number>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  validateNow(document: TextDocument): void {
    const { uri, version } = document;
    this.#cancel(uri);
    this.#checked.set(uri, version);
    try {
      this.#publish({ uri, version, diagnostics: this.#parts.validate(document) });
    } catch (error) {
      // This may run from a timer, where an exception would end the server and with it all help.
      this.#parts.failed(error);
    }
  }

  validateSoon(document: TextDocument): void {
    if (this.#checked.get(document.uri) === document.version) return;
    this.#cancel(document.uri);
    this.#due.set(
      document.uri,
      setTimeout(() => this.validateNow(document), restMs),
    );
  }

  /** For a closed document: nothing more is checked, and what was reported disappears. */
  forget({ uri }: TextDocument): void {
    this.#cancel(uri);
    this.#checked.delete(uri);
    this.#publish({ uri, diagnostics: [] });
  }

  dispose(): void {
    for (const uri of this.#due.keys()) this.#cancel(uri);
  }

  #cancel(uri: string): void {
    clearTimeout(this.#due.get(uri));
    this.#due.delete(uri);
  }

  #publish(report: PublishDiagnosticsParams): void {
    this.#parts.publish(report).catch(this.#parts.failed);
  }
}
