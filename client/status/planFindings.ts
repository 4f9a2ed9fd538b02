import * as vscode from 'vscode';
import { placeOfDisk, type PlanFinding } from '../../engine';
import { plainText } from '../reporting/plainText';

/** Findings that are about where a disk's backup goes; others are about the disk. */
const ofTarget =
  /^(target|folder|device|space)-|^(no-target|no-space|no-files-there|not-a-device|relative-target)$/;

/** The text that a plan was made from; people may have gone on typing in it. */
interface Planned {
  uri: vscode.Uri;
  text: string;
}

/**
 * Shows in its document what stood against a backup, on the disks that it is about. That was true of a machine at one
 * moment: it goes with the next start, and as soon as the document is changed or closed.
 */
export class PlanFindings implements vscode.Disposable {
  readonly #shown = vscode.languages.createDiagnosticCollection('domainbackup-plan');
  readonly #owned = vscode.Disposable.from(
    this.#shown,
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) this.#shown.delete(document.uri);
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#shown.delete(uri)),
  );

  show({ uri, text }: Planned, findings: readonly PlanFinding[]): void {
    const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
    if (document === undefined || document.getText() !== text) return;
    this.#shown.set(
      uri,
      findings.map(({ disk, code, severity, message }) => {
        const place = placeOfDisk(text, disk, ofTarget.test(code) ? 'target' : 'name');
        const { Error, Warning } = vscode.DiagnosticSeverity;
        const diagnostic = new vscode.Diagnostic(
          new vscode.Range(document.positionAt(place?.start ?? 0), document.positionAt(place?.end ?? 0)),
          plainText(message),
          severity === 'error' ? Error : Warning,
        );
        diagnostic.source = vscode.l10n.t('backup plan');
        diagnostic.code = code;
        return diagnostic;
      }),
    );
  }

  clear({ uri }: Planned): void {
    this.#shown.delete(uri);
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
