import * as vscode from 'vscode';
import type { SocketProblem } from '../../connections/enteredSocket';
import type { InputProblem } from '../../reporting/messages';
import { exposureText } from '../../views/words/connectionText';

/** What is said below the box while a socket is typed. What only may be wrong is a warning. */
export function inputProblem(problem: SocketProblem | undefined): InputProblem | undefined {
  if (problem === undefined) return undefined;
  switch (problem.code) {
    case 'empty':
      return error(vscode.l10n.t('Enter a path, or host:port.'));
    case 'no-address':
      return error(problem.message);
    case 'relative':
      return error(vscode.l10n.t('Enter the whole path, from / on.'));
    case 'no-socket':
      return error(vscode.l10n.t('There is something there, but it is no socket.'));
    case 'taken':
      return error(vscode.l10n.t('The connection "{0}" uses it already.', problem.name));
    case 'denied':
      return error(
        vscode.l10n.t(
          'You may not open this socket: its owner decides who may, and who may enter its folder.',
        ),
      );
    case 'missing':
      return warning(vscode.l10n.t('There is no such socket yet; a machine makes it when it starts.'));
    case 'exposed':
      return warning(exposureText(problem.exposure));
  }
}

function error(message: string): InputProblem {
  return { severity: 'error', message };
}

function warning(message: string): InputProblem {
  return { severity: 'warning', message };
}
