import type { PastRun } from '../../history/pastRun';
import type { PastRunNode } from '../../store/historyNodes';

/** What the machine of a past backup is called: its guest's name, or else whatever else is known of it. */
export function machineText({ name, uuid, socket }: PastRun['machine']): string {
  return name ?? uuid ?? socket ?? '';
}

/** The connection that a past backup stands below; of another machine's, what that is called. */
export function machineOf({ parent, past }: PastRunNode): string {
  if (parent.kind === 'past') return machineOf(parent);
  return parent.parent?.connection.name ?? machineText(past.machine);
}

/** The machine of a past backup, where no row above it names that; undefined where one does, or nothing is known of it. */
export function unnamedMachine({ parent, past }: PastRunNode): string | undefined {
  const isNamed = parent.kind === 'past' || parent.parent !== undefined;
  return isNamed ? undefined : machineText(past.machine) || undefined;
}
