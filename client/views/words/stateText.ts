import * as vscode from 'vscode';
import { hasRoom, type Contact, type DiskProgress, type RunSnapshot } from '../../../engine';
import type { DiskCondition, RunCondition } from '../../store/runCondition';
import { sizeText } from './quantities';

/** A state as people are told it. */
export function stateText(state: DiskCondition | RunCondition): string {
  switch (state) {
    case 'starting':
      return vscode.l10n.t('starting');
    case 'running':
      return vscode.l10n.t('running');
    case 'throttled':
      return vscode.l10n.t('running at the speed limit');
    case 'pausing':
      return vscode.l10n.t('pausing…');
    case 'resuming':
      return vscode.l10n.t('resuming…');
    case 'retrying':
      return vscode.l10n.t('retrying…');
    case 'paused':
      return vscode.l10n.t('paused');
    case 'out-of-space':
      return vscode.l10n.t('out of space');
    case 'io-error':
      return vscode.l10n.t('stopped on an I/O error');
    case 'stalled':
      return vscode.l10n.t('stalled');
    case 'silent':
      return vscode.l10n.t('QEMU does not answer');
    case 'waiting':
      return vscode.l10n.t('waiting for the other disks');
    case 'cancelling':
      return vscode.l10n.t('cancelling…');
    case 'completed':
      return vscode.l10n.t('completed');
    case 'failed':
      return vscode.l10n.t('failed');
    case 'cancelled':
      return vscode.l10n.t('cancelled');
    case 'unknown':
      return vscode.l10n.t('outcome unknown');
  }
}

/** What a disk that stands still needs, in a sentence; undefined where it needs nothing. */
export function adviceText({ state, side, freeSpace }: DiskProgress): string | undefined {
  if (state === 'out-of-space') {
    // It was freed since; or the write that failed had been under way before.
    if (freeSpace !== undefined && hasRoom(freeSpace))
      return vscode.l10n.t(
        'The target’s file system was full; {0} are free now. Retry, or cancel.',
        sizeText(freeSpace),
      );
    return freeSpace === undefined
      ? vscode.l10n.t('The target’s file system is full. Free some space and retry, or cancel.')
      : vscode.l10n.t(
          'The target’s file system is full ({0} free). Free some space and retry, or cancel.',
          sizeText(freeSpace),
        );
  }
  if (state === 'stalled') {
    return vscode.l10n.t('Nothing moves: QEMU waits for the storage of the disk or of its target.');
  }
  if (state !== 'io-error') return undefined;
  switch (side) {
    case 'source':
      return vscode.l10n.t('The disk could not be read. Look at its storage, then retry or cancel.');
    case 'target':
      return vscode.l10n.t('The target could not be written. Look at its storage, then retry or cancel.');
    case undefined:
      return vscode.l10n.t(
        'The disk could not be read, or its target not be written. Look at both, then retry or cancel.',
      );
  }
}

/** That the machine stands still because of the backup, in a sentence; undefined while it does not. */
export function guestText({ guest }: RunSnapshot): string | undefined {
  return guest === undefined
    ? undefined
    : vscode.l10n.t(
        'QEMU has paused the machine at a write of its guest, which could not be done. It goes on when the backup is resumed or retried, or has ended.',
      );
}

/** That QEMU does not answer, and since when, in a sentence; undefined while it does. */
export function silenceText(contact: Contact): string | undefined {
  if (contact.kind === 'answering') return undefined;
  const since = new Date(contact.since).toLocaleTimeString(vscode.env.language);
  if (contact.session === 'lost')
    return vscode.l10n.t(
      'The connection to QEMU was lost at {0}; what is shown is older. If this QEMU is still there, the backup goes on and is followed again.',
      since,
    );
  return vscode.l10n.t(
    'QEMU has not answered since {0}; what is shown is older. It goes on by itself when it answers.',
    since,
  );
}
