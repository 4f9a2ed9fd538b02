import * as vscode from 'vscode';
import { parseSpeed, SLOWEST_SPEED, type RunOptions } from '../engine';

/** The settings' section of how backups are run. */
const section = 'domainbackup.backup';

/** A value of a setting that is one of those that there are; a person may have written anything. */
function oneOf<T extends string>(value: unknown, ...allowed: T[]): T | undefined {
  return allowed.find((one) => one === value);
}

/** What a setting may ask for at most, in seconds. */
const LONGEST = 86_400;

function milliseconds(seconds: unknown): number | undefined {
  return typeof seconds === 'number' && seconds > 0 && seconds <= LONGEST ? seconds * 1000 : undefined;
}

/** How backups are to run as the settings say; what they do not say, or say wrongly, is left to the engine. */
export function configuredRunOptions(): Partial<RunOptions> {
  const settings = vscode.workspace.getConfiguration(section);
  const speed = parseSpeed(String(settings.get('speed')));
  const compress = oneOf(settings.get('compress'), 'on', 'off');
  const onError = oneOf(settings.get('onError'), 'report', 'stop');
  const partial = oneOf(settings.get('partialFiles'), 'remove', 'keep');
  const copyOffload = oneOf(settings.get('copyOffload'), 'on', 'off');
  const stallTimeout = milliseconds(settings.get('stallTimeout'));
  const pollInterval = milliseconds(settings.get('pollInterval'));
  return {
    // A number without its suffix would all but stop the backup; where it is set, it is marked.
    ...(speed !== undefined && speed >= SLOWEST_SPEED && { speed }),
    ...(compress !== undefined && { compress }),
    ...(onError !== undefined && { onError }),
    ...(partial !== undefined && { partial }),
    ...(copyOffload !== undefined && { copyOffload }),
    ...(stallTimeout !== undefined && { stallTimeout }),
    ...(pollInterval !== undefined && { pollInterval }),
  };
}
