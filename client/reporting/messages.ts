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
  value: T;
}

/** Lets a person choose from a list; undefined when it was dismissed. */
export async function choose<T>(
  title: string,
  placeHolder: string,
  choices: readonly Choice<T>[],
): Promise<T | undefined> {
  const items = choices.map(({ label, description, value }) => ({
    label: plainText(label),
    description: plainText(description),
    value,
  }));
  return (await vscode.window.showQuickPick(items, { title, placeHolder }))?.value;
}

/** Shows in the status bar that something is under way. */
export async function whileShowing<T>(message: string, work: () => Promise<T>): Promise<T> {
  const options = { location: vscode.ProgressLocation.Window, title: plainText(message) };
  return vscode.window.withProgress(options, work);
}
