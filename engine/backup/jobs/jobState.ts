import type { BlockJob, Job } from '../../qmp';
import type { DiskState, Outcome } from '../model';

/** What `query-jobs` and `query-block-jobs` say of one job; the latter lacks jobs that have gone. */
export interface JobReport {
  job: Job;
  block?: BlockJob | undefined;
}

/**
 * Whether a concluded job's error is that of a cancelled one. QEMU sets it to the C library's text for ECANCELED
 * (job_update_rc in QEMU's job.c), in English unless a GTK window has set its language; a client that listened when it
 * happened knows it from the event.
 */
const isCancelled = (error: string) => error === 'Operation canceled';

/** How a concluded job ended, by its own error. */
export function jobOutcome({ error }: { error?: string }): Exclude<Outcome, 'unknown'> {
  if (error === undefined) return 'completed';
  return isCancelled(error) ? 'cancelled' : 'failed';
}

/** A job's state in the words that people are shown. */
export function diskState({ job, block }: JobReport): DiskState {
  switch (job.status) {
    case 'undefined':
    case 'created':
      return 'starting';
    case 'running':
    case 'ready':
      // QEMU's job-pause answers at once; "paused" says from then on what is to become of the job.
      return block?.paused === true ? 'pausing' : 'running';
    case 'paused':
    case 'standby':
      // After an I/O error with policy "stop", QEMU pauses the job itself, and only the I/O status tells.
      if (block?.['io-status'] === 'nospace') return 'out-of-space';
      return block?.['io-status'] === 'failed' ? 'io-error' : 'paused';
    case 'waiting':
    case 'pending':
      return 'waiting';
    case 'aborting':
      return 'cancelling';
    case 'concluded':
      return jobOutcome(job);
    case 'null':
      return 'unknown';
  }
}

/** Whether a job can change no more. */
export function hasEnded(job: Job): boolean {
  return job.status === 'concluded' || job.status === 'null';
}

/** How a group ended, by how its members did: a failure outweighs the cancellations that it caused. */
export function groupOutcome(outcomes: readonly Outcome[]): Outcome {
  for (const outcome of ['failed', 'unknown', 'cancelled'] as const) {
    if (outcomes.includes(outcome)) return outcome;
  }
  return 'completed';
}
