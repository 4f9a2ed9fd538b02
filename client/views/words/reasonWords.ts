import * as vscode from 'vscode';
import { plainText } from '../../reporting/plainText';
import type { DiskCondition } from '../../store/runCondition';

/** So many characters of a reason stand in a row; its tooltip tells the whole. */
const ROOM = 40;

/** What the system says, in English whatever the language, in the window's own. */
function known(error: string): string | undefined {
  if (error.includes('No space left on device')) return vscode.l10n.t('no space left on device');
  if (error.includes('Input/output error')) return vscode.l10n.t('I/O error');
  if (error.includes('Permission denied')) return vscode.l10n.t('permission denied');
  return undefined;
}

/** Cuts a text to its room: behind a word, unless that leaves too little. */
function shortened(text: string): string {
  if (text.length <= ROOM) return text;
  const [start = ''] = /^.*(?=\s)/.exec(text.slice(0, ROOM)) ?? [];
  return `${start.length < ROOM / 2 ? text.slice(0, ROOM - 1) : start}…`;
}

/**
 * Why something failed, in a few words for its row: what the system says; or else the first sentence, of a long one
 * what stands behind its last colon, as in "Could not create "/b/vda": File exists".
 */
export function reasonWords(error: string): string {
  const sentence = plainText(known(error) ?? error.replace(/\.(\s.*)?$/s, ''));
  const last = sentence.split(': ').at(-1) ?? '';
  const text = sentence.length > ROOM && last.length <= ROOM ? last : sentence;
  // Names, such as QEMU or "vda", stay as they are.
  return shortened(text.replace(/^\p{Lu}(?=\p{Ll})/u, (first) => first.toLowerCase()));
}

/** A disk as its row tells of it. */
interface Ended {
  state: DiskCondition | 'open';
  error?: string | undefined;
}

/**
 * Why a backup, or one disk of it, failed, in a few words; nothing where it did not, or nobody knows. Others were
 * cancelled because of the first that did.
 * @param error why, where it is about the whole backup
 */
export function failureWords(
  state: Ended['state'],
  error: string | undefined,
  disks: readonly Ended[] = [],
): string[] {
  if (state !== 'failed') return [];
  const why = error ?? disks.find((disk) => disk.state === 'failed' && disk.error !== undefined)?.error;
  return why === undefined || why === '' ? [] : [reasonWords(why)];
}
