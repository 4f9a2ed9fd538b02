import * as vscode from 'vscode';
import { runTitle } from '../../reporting/runTitle';
import type { Exposure } from '../../connections/exposure';
import type { ConnectionState, LookFailure } from '../../store/nodes';

/**
 * How a connection stands, in a few words.
 * @param title what the connection is called; a guest of the same name is not named again
 */
export function connectionText(title: string, state: ConnectionState): string {
  switch (state.kind) {
    case 'unseen':
      return vscode.l10n.t('connecting…');
    case 'connected': {
      const { name, version, drives } = state.machine;
      const disks = drives.length;
      const count = disks === 1 ? vscode.l10n.t('1 disk') : vscode.l10n.t('{0} disks', disks);
      const open = state.machine.exposure === 'everybody' ? [vscode.l10n.t('open to everybody')] : [];
      return [
        ...(name === undefined || name === title ? [] : [name]),
        ...open,
        count,
        `QEMU ${version}`,
      ].join(' · ');
    }
    case 'busy':
      return state.holder === undefined
        ? vscode.l10n.t('in use by another program')
        : vscode.l10n.t('in use by a backup');
    case 'missing':
      return vscode.l10n.t('no such socket');
    case 'refused':
      return vscode.l10n.t('not running');
    case 'denied':
      return vscode.l10n.t('permission denied');
    case 'failed':
      return failureText(state.reason);
  }
}

/** Why a machine could not be looked at, in sentences. */
export function failureDetails({ message, holder }: LookFailure): string {
  return holder === undefined
    ? message
    : vscode.l10n.t(
        'Another window, or the command line, follows the backup "{0}" over this socket. It is tried again by itself, and free once that has ended. For both at once, give QEMU a second monitor.',
        runTitle(holder),
      );
}

function failureText(reason: LookFailure['reason']): string {
  switch (reason) {
    case 'no-socket':
      return vscode.l10n.t('not a socket');
    case 'not-qmp':
      return vscode.l10n.t('not a QMP monitor');
    case 'closed':
      return vscode.l10n.t('closes the connection');
    case 'timeout':
      return vscode.l10n.t('does not answer');
    case undefined:
      return vscode.l10n.t('cannot connect');
  }
}

/** Why others than the user can control a machine, and what to do about it. */
export function exposureText(exposure: Exposure | 'agent'): string {
  switch (exposure) {
    case 'everybody':
      return vscode.l10n.t(
        'Every user of this host may write to this socket, and so control QEMU. Keep it in a folder that only you may enter.',
      );
    case 'agent':
      return vscode.l10n.t(
        'Every user of this host may write to the socket of the guest agent, and so act in the guest. Keep it in a folder that only you may enter.',
      );
    case 'port':
      return vscode.l10n.t(
        'Whoever reaches this port controls QEMU. A unix socket in a folder of your own is safer.',
      );
  }
}
