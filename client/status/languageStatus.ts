import path from 'node:path';
import * as vscode from 'vscode';
import { dialectOf, parseDocument } from '../../engine';
import { isServed } from '../backupDocument';
import { plainText } from '../reporting/plainText';
import type { JobStore } from '../store/jobStore';
import { machinesText } from './machinesText';

/** Milliseconds after the last keystroke. */
const pause = 300;
/** How much of a text tells its dialect, in UTF-16 code units. */
const enough = 10_000;

/**
 * The entries behind the language's name in the status bar, for backup and checkpoint documents alone: the language
 * that a document is checked against, and the machines that its disks are known from.
 */
export class LanguageStatus implements vscode.Disposable {
  readonly #schema = item('schema', vscode.l10n.t('Backup schema'));
  readonly #machines = item('machines', vscode.l10n.t('Machines'));
  readonly #owned: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly store: JobStore) {
    const soon = (): void => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#show(), pause);
    };
    this.#owned = vscode.Disposable.from(
      this.#schema,
      this.#machines,
      vscode.window.onDidChangeActiveTextEditor(() => this.#show()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === vscode.window.activeTextEditor?.document) soon();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('domainbackup.schema')) soon();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(soon),
      store.onChange((change) => {
        if (change === 'all' || change.kind === 'connection') soon();
      }),
    );
    this.#show();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#owned.dispose();
  }

  #show(): void {
    const document = vscode.window.activeTextEditor?.document;
    const served = document !== undefined && isServed(document) ? document : undefined;
    for (const each of [this.#schema, this.#machines]) {
      each.selector = served === undefined ? [] : { pattern: '**' };
    }
    if (served === undefined) return;
    this.#schema.text = schemaText(served);
    this.#showMachines();
  }

  #showMachines(): void {
    const { connections } = this.store;
    const isConnected = connections.some(({ state }) => state.kind === 'connected');
    this.#machines.text = machinesText(connections);
    this.#machines.severity =
      connections.length > 0 && !isConnected
        ? vscode.LanguageStatusSeverity.Warning
        : vscode.LanguageStatusSeverity.Information;
    this.#machines.command = vscode.workspace.isTrusted
      ? connections.length === 0
        ? { command: 'domainbackup.addConnection', title: vscode.l10n.t('Add Connection…') }
        : { command: 'domainbackup.refresh', title: vscode.l10n.t('Refresh') }
      : { command: 'workbench.trust.manage', title: vscode.l10n.t('Manage Workspace Trust') };
  }
}

function item(id: string, name: string): vscode.LanguageStatusItem {
  const made = vscode.languages.createLanguageStatusItem(`domainbackup.${id}`, []);
  made.name = name;
  return made;
}

function schemaText(document: vscode.TextDocument): string {
  const own = vscode.workspace.getConfiguration('domainbackup', document).get('schema');
  if (typeof own === 'string' && own.trim() !== '') return plainText(path.basename(own));
  const start = new vscode.Range(new vscode.Position(0, 0), document.positionAt(enough));
  switch (dialectOf(parseDocument(document.getText(start)))) {
    case 'libvirt':
      return vscode.l10n.t('libvirt backup');
    case 'rfc':
      return vscode.l10n.t('backup in the language of 2017');
    case undefined:
      return vscode.l10n.t('libvirt checkpoint');
  }
}
