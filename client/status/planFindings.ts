import * as vscode from 'vscode';
import { parsing, placesOfDisks, type PlanFinding } from '../../engine';
import { inSteps } from '../inSteps';
import { plainText } from '../reporting/plainText';
import type { JobStore } from '../store/jobStore';
import { isGoing, type ConnectionNode } from '../store/nodes';
import { namedText } from '../views/words/namedRuns';

/** Findings that are about where a disk's backup goes; others are about the disk. */
const ofTarget =
  /^(target|folder|device|space)-|^(no-target|no-space|no-files-there|not-a-device|relative-target)$/;

/** As many as anybody reads; that there are more is said by a last one. (VS Code leaves out what is beyond 1,000.) */
export const mostShown = 100;

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
  async show({ uri, text }: Planned, findings: readonly PlanFinding[], node: ConnectionNode): Promise<void> {
    const isShown = (): vscode.TextDocument | undefined => {
      const document = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri.toString());
      return document?.getText() === text ? document : undefined;
    };
    if (isShown() === undefined) return;
    const placeOf = placesOfDisks(await inSteps(parsing(text)));
    const document = isShown();
    if (document === undefined) return;
    if (findings.some(({ code }) => code === BACKUP_RUNNING))
      this.#running.set(uri.toString(), { node, backup: node.runs.some(isGoing) ? 'seen' : 'unseen' });
    const rangeOf = ({ disk, code }: PlanFinding): vscode.Range => {
      const place = placeOf(disk, ofTarget.test(code) ? 'target' : 'name');
      return new vscode.Range(document.positionAt(place?.start ?? 0), document.positionAt(place?.end ?? 0));
    };
    const { Error, Warning } = vscode.DiagnosticSeverity;
    const shown = findings.slice(0, mostShown).map((finding) => {
      const message = plainText(namedText(finding, this.store));
      const diagnostic = new vscode.Diagnostic(
        rangeOf(finding),
        message,
        finding.severity === 'error' ? Error : Warning,
      );
      diagnostic.code = finding.code;
      return diagnostic;
    });
    const [next] = findings.slice(mostShown);
    if (next !== undefined) {
      const message = vscode.l10n.t('and {0} more, which the log names', findings.length - mostShown);
      shown.push(new vscode.Diagnostic(rangeOf(next), message, Warning));
    }
    for (const diagnostic of shown) diagnostic.source = vscode.l10n.t('backup plan');
    this.#shown.set(uri, shown);
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
