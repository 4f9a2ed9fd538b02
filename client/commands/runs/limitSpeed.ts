import * as vscode from 'vscode';
import { SLOWEST_SPEED } from '../../../engine';
import { runTitle } from '../../reporting/runTitle';
import type { RunNode } from '../../store/nodes';
import { enteredSpeed, rateText, sizeText } from '../../views/words/quantities';
import { controlBackup, type ControlParts } from './controlBackup';

function refusal(text: string): string | undefined {
  const speed = enteredSpeed(text);
  if (speed === undefined)
    return vscode.l10n.t('Bytes a second, with K, M or G: such as 8M. 0 takes the limit away.');
  if (speed !== 0 && speed < SLOWEST_SPEED)
    return vscode.l10n.t('That is too slow to get anywhere; give at least {0}.', rateText(SLOWEST_SPEED));
  return undefined;
}

/** `8M`, as the box takes it. */
function written(speed: number): string {
  return sizeText(speed)
    .replace(/ ([KMG])iB$/, '$1')
    .replace(/ B$/, '');
}

/** Set Speed Limit: asks how fast each disk may be copied. */
export async function limitSpeedCommand(parts: ControlParts, run: RunNode): Promise<void> {
  const limit = run.snapshot.disks.find(({ speedLimit }) => speedLimit !== undefined)?.speedLimit;
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t('Speed limit of {0}', runTitle(run.snapshot.name)),
    prompt: vscode.l10n.t('Bytes a second for each disk, such as 8M; 0 for no limit'),
    value: limit === undefined ? '' : written(limit),
    validateInput: refusal,
  });
  const speed = answer === undefined ? undefined : enteredSpeed(answer);
  if (speed === undefined) return;
  const what = speed === 0 ? 'no speed limit' : `a speed limit of ${speed} bytes a second for each disk`;
  await controlBackup(parts, run, what, (control) => control.setSpeed(speed));
}
