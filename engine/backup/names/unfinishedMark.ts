import type { RunId } from './runId';

const MARK = /^domainbackup-unfinished\.(\d{8}-\d{6}-[0-9a-z]{4})$/;

/**
 * The name of the bitmap that marks an image which is not whole yet: `domainbackup-unfinished.RUN`. It is in images that
 * have their final names from the start, since nothing else tells whoever has neither manifest nor record of the run;
 * it is empty, and is removed when the whole run has completed.
 */
export function unfinishedMark(run: RunId): string {
  return `domainbackup-unfinished.${run}`;
}

/** The run that a bitmap's name says has not completed its image; `undefined` for every other bitmap. */
export function parseUnfinishedMark(name: string): RunId | undefined {
  return MARK.exec(name)?.[1];
}
