import type { PlanFinding } from '../../errors';
import type { Scene } from './scene';

/** The states of a machine whose other side of a migration has its images, or is about to get them. */
const STATES = ['inmigrate', 'finish-migrate', 'postmigrate', 'colo'];

/** A QEMU at either end of a migration has its images inactive: it may write neither to them nor to any target. */
export function findMigration({ machine: { state = '' } }: Scene): PlanFinding[] {
  if (!STATES.includes(state)) return [];
  const message =
    `QEMU is one end of a migration (${state}) and may not write to ` +
    'any image until that is done; back up the machine where it runs.';
  return [{ severity: 'error', code: 'migrating', message }];
}
