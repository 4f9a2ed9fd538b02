import { formatBytes, formatPercent } from '../../engine';
import type { JobStore } from '../store/jobStore';

/** What is known of every machine and its backups, as of the last look, in English for a language model. */
export function backupLines({ connections }: JobStore): string[] {
  if (connections.length === 0) return ['No machine is configured.'];
  return connections.flatMap(({ connection, state, runs }) => [
    `machine ${connection.name}: ${state.kind}`,
    ...(state.kind === 'connected'
      ? state.machine.drives.map(({ name, size }) => `  has disk ${name}, ${formatBytes(size)}`)
      : []),
    ...runs.flatMap(({ snapshot }) => [
      `  backup ${snapshot.name}: ${snapshot.state}, started ${new Date(snapshot.startedAt).toISOString()}`,
      ...snapshot.disks.map(
        (disk) => `    disk ${disk.disk}: ${disk.state}, ${formatPercent(disk)}, to ${disk.target}`,
      ),
    ]),
  ]);
}
