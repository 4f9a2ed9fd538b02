import * as vscode from 'vscode';
import { plainText } from './plainText';

export type Severity = 'information' | 'warning' | 'error';

/** VS Code's own functions are looked up at each call, where a test may stand in for the person. */
function showFunction(severity: Severity): typeof vscode.window.showInformationMessage {
  const { showInformationMessage, showWarningMessage, showErrorMessage } = vscode.window;
  switch (severity) {
    case 'information':
      return showInformationMessage;
    case 'warning':
      return showWarningMessage;
    case 'error':
      return showErrorMessage;
  }
}

/**
 * Shows a notification. Every notification of the extension goes through here, so that none shows a link from outside.
 * @returns the action that was chosen, when it has been dismissed
 */
export async function showMessage(
  severity: Severity,
  message: string,
  ...actions: string[]
): Promise<string | undefined> {
  return showFunction(severity)(plainText(message), ...actions);
}

/** A question that must be answered before anything goes on. */
export interface Question {
  message: string;
  /** What there is to know before the answer, line by line. */
  detail: readonly string[];
  /** The button that says yes. */
  yes: string;
  /** The button that says no; VS Code's own, "Cancel", unless given. */
  no?: string;
}

/** Asks in a modal dialog. Dismissing it is a no. */
export async function ask(
  severity: 'information' | 'warning',
  { message, detail, yes, no }: Question,
): Promise<'yes' | 'no'> {
  const accept: vscode.MessageItem = { title: yes };
  const buttons = no === undefined ? [accept] : [accept, { title: no, isCloseAffordance: true }];
  const options = { modal: true, detail: detail.map(plainText).join('\n') };
  const choice = await showFunction(severity)(plainText(message), options, ...buttons);
  return choice === accept ? 'yes' : 'no';
}

/** One thing to choose from. */
export interface Choice<T> {
  label: string;
  description: string;
  /** A second line. */
  detail?: string;
  /** A codicon before the label. */
  icon?: string;
  /** The heading of the group that begins with it. */
  group?: string;
  value: T;
}

/**
 * Lets a person choose from a list; undefined when it was dismissed.
 * @param choices those that are still to be found show as being looked for
 */
export async function choose<T>(
  title: string,
  placeHolder: string,
  choices: readonly Choice<T>[] | Promise<readonly Choice<T>[]>,
): Promise<T | undefined> {
  const items =
    choices instanceof Promise ? choices.then((found) => found.flatMap(itemsOf)) : choices.flatMap(itemsOf);
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked !== undefined && 'value' in picked ? picked.value : undefined;
}

/** Lets a person choose several, all of which are chosen at first; undefined when it was dismissed. */
export async function chooseSeveral<T>(
  title: string,
  placeHolder: string,
  choices: readonly Choice<T>[],
): Promise<T[] | undefined> {
  const items = choices.map(({ label, description, value }) => ({
    label: plainText(label),
    description: plainText(description),
    value,
    picked: true,
  }));
  const options = { title, placeHolder, canPickMany: true as const };
  return (await vscode.window.showQuickPick(items, options))?.map(({ value }) => value);
}

function itemsOf<T>(choice: Choice<T>): (vscode.QuickPickItem & { value?: T })[] {
  const { label, description, detail, icon, group, value } = choice;
  const separator = { label: plainText(group ?? ''), kind: vscode.QuickPickItemKind.Separator };
  const item = {
    label: plainText(label),
    description: plainText(description),
    value,
    ...(detail !== undefined && { detail: plainText(detail) }),
    ...(icon !== undefined && { iconPath: new vscode.ThemeIcon(icon) }),
  };
  return group === undefined ? [item] : [separator, item];
}

/** What is wrong with what was typed so far; a warning can be passed over. */
export interface InputProblem {
  severity: 'warning' | 'error';
  message: string;
}

/** A line of text to be entered. */
export interface Entry {
  title: string;
  prompt: string;
  placeHolder?: string;
  value?: string;
  /** Called at each keystroke; undefined where nothing is wrong. */
  validate: (text: string) => InputProblem | undefined | Promise<InputProblem | undefined>;
}

/** Lets a person enter a line; undefined when it was dismissed. */
export async function enter({ validate, ...options }: Entry): Promise<string | undefined> {
  const { Error, Warning } = vscode.InputBoxValidationSeverity;
  return vscode.window.showInputBox({
    ...options,
    ignoreFocusOut: true,
    validateInput: async (text) => {
      const problem = await validate(text);
      if (problem === undefined) return undefined;
      const severity = problem.severity === 'error' ? Error : Warning;
      return { message: plainText(problem.message), severity };
    },
  });
}

/** Lets a person choose a folder of the host that the extension runs on; undefined when it was dismissed. */
export async function openFolder(title: string, openLabel: string): Promise<string | undefined> {
  const options = { title, openLabel, canSelectFiles: false, canSelectFolders: true };
  const [folder] = (await vscode.window.showOpenDialog(options)) ?? [];
  return folder?.fsPath;
}

/** Shows in the status bar that something is under way. */
export async function whileShowing<T>(message: string, work: () => Promise<T>): Promise<T> {
  const options = { location: vscode.ProgressLocation.Window, title: plainText(message) };
  return vscode.window.withProgress(options, work);
}
