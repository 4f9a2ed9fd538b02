import type { DiskProgress } from '../../engine';
import { localityOf } from '../connections/locality';
import type { PastDiskNode, PastRunNode } from './historyNodes';
import { isGoing, type DiskNode, type RunNode } from './nodes';
import type { Work } from './work';

/**
 * What can be done with a backup at the moment. The words are those that menus look for in a row's context value.
 * - `cancelable`, `pausable`, `resumable`: as they say
 * - `retryable`: a disk was stopped by an error that may be gone now
 * - `limitable`: its speed can be limited
 * - `logged`: there is a log of it
 * - `documented`: the document that it was started from is known
 */
export type RunAbility =
  'cancelable' | 'pausable' | 'resumable' | 'retryable' | 'limitable' | 'logged' | 'documented';

const some = (disks: readonly DiskProgress[], ...states: DiskProgress['state'][]): boolean =>
  disks.some(({ state }) => states.includes(state));

/** The abilities of a backup as it was last seen. */
export function abilitiesOf(run: RunNode): RunAbility[] {
  const { state, disks } = run.snapshot;
  const isOpen = isGoing(run) && state !== 'cancelling' && run.asked !== 'cancel';
  // What was asked for is not offered again, nor its opposite before it is seen; a cancel is, whatever QEMU does.
  const hasJobs = isOpen && disks.length > 0 && run.asked === undefined;
  const abilities: Record<RunAbility, boolean> = {
    cancelable: isOpen,
    pausable: hasJobs && some(disks, 'running', 'throttled', 'stalled'),
    resumable: hasJobs && some(disks, 'pausing', 'paused'),
    retryable: hasJobs && some(disks, 'out-of-space', 'io-error'),
    limitable: hasJobs && !disks.every((disk) => disk.state === 'waiting'),
    logged: run.origin === 'here',
    documented: run.facts?.document !== undefined,
  };
  return (Object.keys(abilities) as RunAbility[]).filter((ability) => abilities[ability]);
}

/** The file of this host that a disk is, was, or is being, written to; undefined where there is none that can be shown. */
export function targetFile({ progress, parent }: DiskNode): string | undefined {
  if (localityOf(parent.parent.connection.socket) === 'remote') return undefined;
  if (progress.state === 'completed') return progress.target;
  if (progress.remains !== undefined) return progress.remains;
  const facts = parent.facts?.disks.find(({ disk }) => disk === progress.disk);
  return isGoing(parent) ? facts?.writtenTo : undefined;
}

/**
 * What can be done with a past backup.
 * - `verifiable`, `restorable`: a manifest tells of it, and what it builds on is known
 * - `stoppable`: that is being done right now
 */
export type PastAbility = 'verifiable' | 'restorable' | 'stoppable' | 'logged' | 'documented';

/** The abilities of a past backup. @param work what is being done with it */
export function pastAbilities({ past, chain }: PastRunNode, work: Work | undefined): PastAbility[] {
  const isBackup = past.manifest === 'known' && past.outcome === 'completed';
  const abilities: Record<PastAbility, boolean> = {
    verifiable: isBackup && work === undefined,
    restorable: isBackup && chain === 'complete' && work === undefined,
    stoppable: work !== undefined,
    logged: past.log === 'kept',
    documented: past.document !== '',
  };
  return (Object.keys(abilities) as PastAbility[]).filter((ability) => abilities[ability]);
}

/** The file of this host that a past backup of a disk is in; undefined where there is none that can be shown. */
export function pastTargetFile({ disk, parent }: PastDiskNode): string | undefined {
  const { machine, away } = parent.past;
  const { socket } = machine;
  const isHere = parent.past.manifest === 'known' || socket === undefined || localityOf(socket) === 'local';
  if (!isHere || away !== undefined) return undefined;
  return disk.outcome === 'completed' ? disk.target : disk.remains;
}
