import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Connection } from '../../../client/connections/connectionSetting';
import type { DomainBackupApi } from '../../../client/extension';
import { waitFor } from './waitFor';

const id = 'domainbackup.domainbackup';

/** A row of the tree as it is shown. */
export interface Row {
  id: string;
  label: string;
  description: string;
  abilities: string;
  tooltip: string;
  /** The name of its codicon. */
  icon: string;
  /** What a screen reader says. */
  spoken: string;
  node: Parameters<DomainBackupApi['tree']['getTreeItem']>[0];
  children: Row[];
}

function extension(): vscode.Extension<DomainBackupApi> {
  const found = vscode.extensions.getExtension<DomainBackupApi>(id);
  assert.ok(found, `${id} is not installed`);
  return found;
}

/** The tree that VS Code draws. */
export async function ownTree(): Promise<DomainBackupApi['tree']> {
  const { tree } = await extension().activate();
  return tree;
}

/** Everything that the tree shows at this moment, read from the extension's real tree. */
export async function readTree(): Promise<Row[]> {
  const tree = await ownTree();
  const read = (parent?: Row['node']): Row[] =>
    tree.getChildren(parent).map((node) => {
      const item = tree.getTreeItem(node);
      const {
        id: rowId,
        label,
        description,
        contextValue,
        tooltip,
        accessibilityInformation,
        iconPath,
      } = item;
      const children = read(node);
      return {
        id: rowId ?? '',
        label: typeof label === 'string' ? label : (label?.label ?? ''),
        description: String(description),
        abilities: contextValue ?? '',
        tooltip: typeof tooltip === 'string' ? tooltip : '',
        icon: typeof iconPath === 'object' && 'id' in iconPath ? iconPath.id : '',
        spoken: accessibilityInformation?.label ?? '',
        node,
        children,
      };
    });
  return read();
}

/** Waits until the tree shows a row of this kind (`connection`, `run`, `disk`) for which a condition holds. */
export async function waitForRow(kind: string, what: string, condition: (row: Row) => boolean): Promise<Row> {
  const find = (rows: Row[]): Row | undefined => {
    for (const row of rows) {
      if (row.node.kind === kind && condition(row)) return row;
      const below = find(row.children);
      if (below !== undefined) return below;
    }
    return undefined;
  };
  return waitFor(`a ${kind} row: ${what}`, async () => find(await readTree()));
}

/** The rows of machines: below them may stand the history of others. */
export async function connectionRows(): Promise<Row[]> {
  return (await readTree()).filter(({ node }) => node.kind === 'connection');
}

/** The backups of a machine that run, or have just ended. */
export function runsOf(row: Row | undefined): Row[] {
  return row?.children.filter(({ node }) => node.kind === 'run') ?? [];
}

/** Sets the machines that the extension knows. */
export async function setConnections(...connections: Connection[]): Promise<void> {
  const value = connections.length === 0 ? undefined : connections;
  const target = vscode.ConfigurationTarget.Global;
  await vscode.workspace.getConfiguration('domainbackup').update('connections', value, target);
  const names = connections.map(({ name }) => name).join();
  await waitFor(`the connections ${names}`, async () =>
    (await connectionRows()).map(({ label }) => label).join() === names ? true : undefined,
  );
}

/** Each extension has a `vscode` object of its own; this is that of the extension under test. */
function ownVscode(): typeof vscode {
  return createRequire(path.join(extension().extensionPath, 'dist/extension.js'))('vscode') as typeof vscode;
}

/** Has the extension see a workspace that is not trusted: in a test run every one is. @returns takes it back */
export function distrust(): () => void {
  const { workspace } = ownVscode();
  const before = Object.getOwnPropertyDescriptor(workspace, 'isTrusted') ?? {};
  Object.defineProperty(workspace, 'isTrusted', { get: () => false, configurable: true });
  return () => void Object.defineProperty(workspace, 'isTrusted', before);
}

/** A message that the extension showed. */
export interface Shown {
  message: string;
  detail?: string;
}

type StandIn = (...args: unknown[]) => Promise<unknown>;
type Show = (message: string, ...rest: unknown[]) => Promise<unknown>;

/**
 * Stands in for the person in front of the extension's messages: confirms every modal question by its button, or
 * dismisses it, and leaves notifications alone, unless told otherwise. In a test run VS Code itself refuses to show modal dialogs.
 */
export class Person {
  readonly shown: Shown[] = [];
  /** What the last list had. */
  readonly offered: vscode.QuickPickItem[] = [];
  /** What input boxes said of each text that was entered. */
  readonly remarks: string[] = [];
  /** The button of notifications that is pressed. */
  #wanted: string | undefined;
  readonly #window: Record<string, unknown>;
  readonly #before = new Map<string, unknown>();

  constructor(answer: 'confirms' | 'dismisses') {
    this.#window = ownVscode().window;
    for (const name of ['showInformationMessage', 'showWarningMessage', 'showErrorMessage']) {
      const show: Show = async (message, options, button, ...buttons) => {
        const modal = typeof options === 'object' && options !== null && 'modal' in options;
        const detail = modal && 'detail' in options ? { detail: String(options.detail) } : {};
        this.shown.push({ message, ...detail });
        if (!modal) return [options, button, ...buttons].find((one) => one === this.#wanted);
        return answer === 'confirms' ? button : undefined;
      };
      this.#standIn(name, show as StandIn);
    }
  }

  #standIn(name: string, stand: StandIn): void {
    if (!this.#before.has(name)) this.#before.set(name, this.#window[name]);
    this.#window[name] = stand;
  }

  /** Presses a button of every notification that has it, from now on. */
  presses(button: string): void {
    this.#wanted = button;
  }

  /**
   * Picks an entry of each list by its label; all, where several may be picked.
   * @param meanwhile what is done while the list stands
   */
  picks(label: string | RegExp, meanwhile?: () => PromiseLike<unknown>): void {
    this.#standIn('showQuickPick', async (items, options) => {
      await meanwhile?.();
      if ((options as vscode.QuickPickOptions).canPickMany === true) return items;
      const offered = (await items) as vscode.QuickPickItem[];
      this.offered.splice(0, Infinity, ...offered);
      const isMeant = (item: vscode.QuickPickItem): boolean =>
        typeof label === 'string' ? item.label === label : label.test(item.label);
      return offered.find(isMeant);
    });
  }

  /** Enters one text into each input box, in turn; what the box says of them is kept in `remarks`. */
  enters(...texts: string[]): void {
    this.#standIn('showInputBox', async (options) => {
      const box = options as vscode.InputBoxOptions;
      for (let text = texts.shift(); text !== undefined; text = texts.shift()) {
        const remark = await box.validateInput?.(text);
        this.remarks.push(typeof remark === 'object' ? (remark?.message ?? '') : (remark ?? ''));
        const isRefused =
          typeof remark === 'object' && remark !== null
            ? remark.severity === vscode.InputBoxValidationSeverity.Error
            : (remark ?? '') !== '';
        if (!isRefused) return text;
      }
      return undefined;
    });
  }

  /** Stops whatever shows a button for that, as soon as it does. */
  stopsProgress(): void {
    this.#standIn('withProgress', async (options, work) => {
      const stop = new vscode.CancellationTokenSource();
      const { cancellable } = options as vscode.ProgressOptions;
      const task = work as (progress: unknown, token: vscode.CancellationToken) => Promise<unknown>;
      const done = task({ report: () => {} }, stop.token);
      if (cancellable === true) stop.cancel();
      return done;
    });
  }

  /** Chooses a folder. */
  choosesFolder(folder: string): void {
    this.#standIn('showOpenDialog', async () => [vscode.Uri.file(folder)]);
  }

  /** Waits for a message that matches. */
  async sees(pattern: RegExp): Promise<Shown> {
    return waitFor(
      `a message like ${pattern}, among: ${this.shown.map((one) => one.message).join(' | ')}`,
      () => this.shown.find(({ message }) => pattern.test(message)),
    );
  }

  leaves(): void {
    for (const [name, show] of this.#before) this.#window[name] = show;
  }
}
