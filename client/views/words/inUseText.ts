import * as vscode from 'vscode';
import type { QmpConnectError } from '../../../engine';
import { MonitorInUseError } from '../../connections/awaitFree';
import { runTitle } from '../../reporting/runTitle';
import type { LookFailure } from '../../store/nodes';

/** Who stands against the start of a backup by using its socket, and what to do, in sentences. */
export function inUseText(error: QmpConnectError, { holder }: LookFailure): string {
  if (holder !== undefined)
    return vscode.l10n.t(
      'Another window, or the command line, follows the backup "{0}" over its socket. Wait until that has ended, then start this one. For both at once, give QEMU a second monitor.',
      runTitle(holder),
    );
  if (error instanceof MonitorInUseError)
    return vscode.l10n.t(
      'Another program uses its socket {0}, where QEMU serves one at a time. End that connection, then start the backup again. For both at once, give QEMU a second monitor.',
      error.socket,
    );
  return error.message;
}
