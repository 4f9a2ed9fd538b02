import { isDeepStrictEqual } from 'node:util';
import type { RunSnapshot } from '../../engine';
import type { ConnectionNode, MachineSummary } from './nodes';

/**
 * Whether a look showed nothing new, as it mostly does of an idle machine: a row that is drawn again loses the hover that
 * somebody may be reading.
 */
export function isKnown(
  { state, runs }: ConnectionNode,
  machine: MachineSummary,
  found: readonly RunSnapshot[],
): boolean {
  return (
    state.kind === 'connected' &&
    found.length === 0 &&
    runs.every(({ origin, snapshot }) => origin === 'here' && snapshot.loss !== 'gone') &&
    isDeepStrictEqual(state.machine, machine)
  );
}
