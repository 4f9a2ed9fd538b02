import type { BackupDefinition } from '../../document';

/**
 * What a backup is called: its document's name, or the start in seconds since the epoch (the RFC's default).
 * @param startedAt in milliseconds since the epoch: its point in time, or, until that is known, when it was prepared
 */
export function runName({ name }: Pick<BackupDefinition, 'name'>, startedAt: number): string {
  return name ?? String(Math.floor(startedAt / 1000));
}
