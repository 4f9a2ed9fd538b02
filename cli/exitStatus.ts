import type { Outcome } from '../engine';

/** What the program's exit status tells a script. */
export const ExitStatus = {
  /** What was asked for is done, or told where it was to be told only; or there was nothing to do. */
  ok: 0,
  /** Something stands against it, or no run or checkpoint of that name is known. Nothing was touched. */
  refused: 1,
  /** Wrong usage, or a file, folder or socket that is not there or cannot be opened. Nothing was touched. */
  usage: 2,
  failed: 3,
  cancelled: 4,
  /** QEMU or the connection went away before the outcome was known. */
  unknown: 5,
  /** The disks were restored, from a backup that is not as it was written, as was asked for. */
  damaged: 6,
  /** What was asked for is done as with `ok`, and what there was to say of it could not be written to stdout. */
  unwritten: 7,
} as const;

export type ExitStatus = (typeof ExitStatus)[keyof typeof ExitStatus];

/** The exit status that stands for a run's outcome. */
export function statusOf(outcome: Outcome): ExitStatus {
  return outcome === 'completed' ? ExitStatus.ok : ExitStatus[outcome];
}

/** The status that weighs most, where several runs ended: none is called well because another is. */
export function gravest(statuses: readonly ExitStatus[]): ExitStatus {
  const order = [ExitStatus.unknown, ExitStatus.failed, ExitStatus.cancelled, ExitStatus.refused];
  return order.find((status) => statuses.includes(status)) ?? ExitStatus.ok;
}

/** Ends the program with a status and, on stderr, one line (or one a finding) that says why. */
export class Failure extends Error {
  constructor(
    readonly status: ExitStatus,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
