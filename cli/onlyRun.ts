import type { RunSnapshot } from '../engine';
import { ExitStatus, Failure } from './exitStatus';

/** Whether a run has not ended, as far as QEMU and its record tell. */
export function isGoing({ state }: RunSnapshot): boolean {
  return ['starting', 'running', 'paused', 'cancelling'].includes(state);
}

/**
 * The run that is meant where none is named: the only one there is.
 * @param isMeant which may be
 * @throws {Failure} where there is none, or several
 */
export function onlyRun(
  found: readonly RunSnapshot[],
  isMeant: (run: RunSnapshot) => boolean = isGoing,
): string {
  const runs = found.filter(isMeant).map(({ run }) => run);
  const [only, ...others] = runs;
  if (only === undefined) throw new Failure(ExitStatus.refused, 'No backup runs on this machine.');
  if (others.length > 0) {
    throw new Failure(
      ExitStatus.usage,
      `Several backups run on this machine; name one of: ${runs.join(', ')}.`,
    );
  }
  return only;
}
