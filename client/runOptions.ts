import * as vscode from 'vscode';
import { SLOWEST_SPEED, type RunOptions } from '../engine';
import { enteredSpeed, rateText } from './views/words/quantities';

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

/**
 * The most that each disk may copy, in bytes a second; undefined is no limit.
 * @throws where the setting says something else: without the limit that is meant, a backup could starve the guest
 */
function speedLimit(value: unknown): number | undefined {
  const text = String(value);
  const speed = enteredSpeed(text);
  if (speed === 0) return undefined;
  // A number without its suffix would all but stop the backup.
  if (speed !== undefined && speed >= SLOWEST_SPEED) return speed;
  throw new Error(
    vscode.l10n.t(
      'The setting {0} is "{1}". Give it at least {2}, such as 8M; 0 is no limit.',
      `${section}.speed`,
      text,
      rateText(SLOWEST_SPEED),
    ),
  );
}

/**
 * How backups are to run as the settings say. What they do not say, or say wrongly, is left to the engine, but for the
 * speed limit.
 * @throws where the speed limit cannot be used
 */
export function configuredRunOptions(): Partial<RunOptions> {
  const settings = vscode.workspace.getConfiguration(section);
  const speed = speedLimit(settings.get('speed'));
  const compress = oneOf(settings.get('compress'), 'on', 'off');
  const onError = oneOf(settings.get('onError'), 'report', 'stop');
  const partial = oneOf(settings.get('partialFiles'), 'remove', 'keep');
  const copyOffload = oneOf(settings.get('copyOffload'), 'on', 'off');
  const stallTimeout = milliseconds(settings.get('stallTimeout'));
  const pollInterval = milliseconds(settings.get('pollInterval'));
  return {
    ...(speed !== undefined && { speed }),
    ...(compress !== undefined && { compress }),
    ...(onError !== undefined && { onError }),
    ...(partial !== undefined && { partial }),
    ...(copyOffload !== undefined && { copyOffload }),
    ...(stallTimeout !== undefined && { stallTimeout }),
    ...(pollInterval !== undefined && { pollInterval }),
  };
}
