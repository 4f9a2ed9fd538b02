import type { BackupPlan, RunResult, RunSnapshot } from '../../engine';

/** Shows a run as it goes on, in one of the program's ways. */
export interface Reporter {
  started(plan: BackupPlan): void;
  progress(snapshot: RunSnapshot): void;
  /** A word to the person at the terminal, about what the program does. */
  notice(message: string): void;
  finished(result: RunResult): void;
}
