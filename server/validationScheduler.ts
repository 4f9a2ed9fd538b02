import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Steps } from '../engine/document';

/** How long the text must rest after a change before it is checked, in ms. */
export const restMs = 80;
/** How long a check goes on, in ms, until the server looks whether anything else has come in meanwhile. */
export const sliceMs = 10;

interface Parts {
  validation: (document: TextDocument) => Steps<Diagnostic[]>;
  publish: (report: PublishDiagnosticsParams) => Promise<void>;
  /** Told of a check that threw, and of a report that did not reach the client. */
  failed: (error: unknown) => void;
}

/**
 * Decides when a document is checked: at once when it opens, and when the text has rested after a change. At most
 * one check of a document is due or under way, so a later version takes the place of an earlier one, even in the
 * middle of its check: a long one pauses every few milliseconds, and what has come in is looked at first.
 */
export class ValidationScheduler {
  readonly #parts: Parts;
  readonly #due = new Map<string, NodeJS.Timeout>();
  readonly #paused = new Map<string, NodeJS.Immediate>();
  /** The version that was checked last, by document: `TextDocuments` announces an opening as a change too. */
  readonly #checked = new Map<string, number>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  validateNow(document: TextDocument): void {
    const { uri, version } = document;
    this.#cancel(uri);
    this.#checked.set(uri, version);
    const steps = this.#parts.validation(document);
    this.#goOn(uri, steps, (diagnostics) => this.#publish({ uri, version, diagnostics }));
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
    for (const uri of [...this.#due.keys(), ...this.#paused.keys()]) this.#cancel(uri);
  }

  #goOn(uri: string, steps: Steps<Diagnostic[]>, done: (diagnostics: Diagnostic[]) => void): void {
    this.#paused.delete(uri);
    const end = performance.now() + sliceMs;
    try {
      for (let step = steps.next(); ; step = steps.next()) {
        if (step.done === true) {
          done(step.value);
          return;
        }
        if (performance.now() > end) break;
      }
    } catch (error) {
      // This may run from a timer, where an exception would end the server and with it all help.
      this.#parts.failed(error);
      return;
    }
    this.#paused.set(
      uri,
      setImmediate(() => this.#goOn(uri, steps, done)),
    );
  }

  #cancel(uri: string): void {
    clearTimeout(this.#due.get(uri));
    this.#due.delete(uri);
    clearImmediate(this.#paused.get(uri));
    this.#paused.delete(uri);
  }

  #publish(report: PublishDiagnosticsParams): void {
    this.#parts.publish(report).catch(this.#parts.failed);
  }
}
