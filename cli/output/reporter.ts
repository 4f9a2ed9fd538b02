import type { BackupPlan, DiskProgress, RunResult, RunSnapshot } from '../../engine';

/** What there is to say of a run when following it begins. */
export interface Beginning {
  run: string;
  /** The guest's name, if it has one. */
  machine: string | undefined;
  disks: readonly Pick<DiskProgress, 'disk' | 'target' | 'total'>[];
  /** Absent for a run that somebody else has started. */
  plan?: BackupPlan;
  /** What it is called; absent as well for a run that somebody else has started. */
  name?: string;
}

/** Shows a run as it goes on, in one of the program's ways. */
export interface Reporter {
  started(beginning: Beginning): void;
  progress(snapshot: RunSnapshot): void;
  /** A word to the person at the terminal, about what the program does. */
  notice(message: string): void;
  finished(result: RunResult): void;
}

/** `Backup RUN of MACHINE`. */
export function headline({ run, machine }: Beginning): string {
  return `Backup ${run} of ${machine ?? 'an unnamed machine'}`;
}
