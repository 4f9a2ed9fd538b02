import * as vscode from 'vscode';
import type { DiskProgress, RunSnapshot } from '../../engine';
import type { Exposure } from '../connections/exposure';
import type { ConnectionState } from '../store/jobStore';

type State = DiskProgress['state'] | RunSnapshot['state'];

/** A state as people are told it. */
export function stateText(state: State): string {
  switch (state) {
    case 'starting':
      return vscode.l10n.t('starting');
    case 'running':
      return vscode.l10n.t('running');
    case 'paused':
      return vscode.l10n.t('paused');
    case 'throttled':
      return vscode.l10n.t('running at the speed limit');
    case 'out-of-space':
      return vscode.l10n.t('stopped for lack of space');
    case 'io-error':
      return vscode.l10n.t('stopped on an I/O error');
    case 'stalled':
      return vscode.l10n.t('stalled');
    case 'waiting':
      return vscode.l10n.t('waiting for the other disks');
    case 'cancelling':
      return vscode.l10n.t('cancelling');
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

/** How a connection stands, in a few words. */
export function connectionText(state: ConnectionState): string {
  switch (state.kind) {
    case 'unseen':
      return vscode.l10n.t('connecting…');
    case 'connected': {
      const { name, version, drives } = state.machine;
      const disks = drives.length;
      const count = disks === 1 ? vscode.l10n.t('1 disk') : vscode.l10n.t('{0} disks', disks);
      const open = state.machine.exposure === 'everybody' ? [vscode.l10n.t('open to everybody')] : [];
      return [...(name === undefined ? [] : [name]), ...open, count, `QEMU ${version}`].join(' · ');
    }
    case 'busy':
      return vscode.l10n.t('in use by another program');
    case 'missing':
      return vscode.l10n.t('no such socket');
    case 'refused':
      return vscode.l10n.t('not running');
    case 'failed':
      return vscode.l10n.t('cannot connect');
  }
}

/** Why others than the user can control a machine, and what to do about it. */
export function exposureText(exposure: Exposure): string {
  switch (exposure) {
    case 'everybody':
      return vscode.l10n.t(
        'Every user of this host may write to this socket, and so control QEMU. Keep it in a folder that only you may enter.',
      );
    case 'port':
      return vscode.l10n.t(
        'Whoever reaches this port controls QEMU. A unix socket in a folder of your own is safer.',
      );
  }
}
