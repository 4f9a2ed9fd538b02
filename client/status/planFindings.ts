import * as vscode from 'vscode';
import { placeOfDisk, type PlanFinding } from '../../engine';
import { plainText } from '../reporting/plainText';
import type { JobStore } from '../store/jobStore';
import { isGoing, type ConnectionNode } from '../store/nodes';
import { namedText } from '../views/words/namedRuns';

/** Findings that are about where a disk's backup goes; others are about the disk. */
const ofTarget =
  /^(target|folder|device|space)-|^(no-target|no-space|no-files-there|not-a-device|relative-target)$/;

/** The code of what is said of a disk that another backup reads. */
const BACKUP_RUNNING = 'backup-running';

/** The text that a plan was made from; people may have gone on typing in it. */
interface Planned {
  uri: vscode.Uri;
  text: string;
}

/**
 * Shows in its document what stood against a backup, on the disks that it is about. That was true of a machine at one
 * moment: it goes with the next start, as soon as the document is changed or closed, and that a disk is being backed up
 * once that backup is seen to have ended.
 */
export class PlanFindings implements vscode.Disposable {
  readonly #shown = vscode.languages.createDiagnosticCollection('domainbackup-plan');
  /** The documents that say that a disk is being backed up, each with its machine. */
  readonly #running = new Map<string, { node: ConnectionNode; backup: 'unseen' | 'seen' }>();
  readonly #owned: vscode.Disposable;

  constructor(private readonly store: Pick<JobStore, 'onChange' | 'history' | 'findRun'>) {
    this.#owned = vscode.Disposable.from(
      this.#shown,
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.clear(document);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.clear(document)),
      store.onChange(() => this.#noteEnds()),
    );
  }

  /** @param node the machine that the plan was made for */
  show({ uri, text }: Planned, findings: readonly PlanFinding[], node: ConnectionNode): void {
    const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
    if (document === undefined || document.getText() !== text) return;
    if (findings.some(({ code }) => code === BACKUP_RUNNING))
      this.#running.set(uri.toString(), { node, backup: node.runs.some(isGoing) ? 'seen' : 'unseen' });
    this.#shown.set(
      uri,
      findings.map((finding) => {
        const { disk, code, severity } = finding;
        const place = placeOfDisk(text, disk, ofTarget.test(code) ? 'target' : 'name');
        const { Error, Warning } = vscode.DiagnosticSeverity;
        const diagnostic = new vscode.Diagnostic(
          new vscode.Range(document.positionAt(place?.start ?? 0), document.positionAt(place?.end ?? 0)),
          plainText(namedText(finding, this.store)),
          severity === 'error' ? Error : Warning,
        );
        diagnostic.source = vscode.l10n.t('backup plan');
        diagnostic.code = code;
        return diagnostic;
      }),
    );
  }

  clear({ uri }: Pick<Planned, 'uri'>): void {
    this.#shown.delete(uri);
    this.#running.delete(uri.toString());
  }

  #noteEnds(): void {
    for (const [name, running] of this.#running) {
      if (running.node.runs.some(isGoing)) running.backup = 'seen';
      else if (running.backup === 'seen') {
        const uri = vscode.Uri.parse(name);
        const left = (this.#shown.get(uri) ?? []).filter(({ code }) => code !== BACKUP_RUNNING);
        this.#shown.set(uri, left);
        this.#running.delete(name);
      }
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
