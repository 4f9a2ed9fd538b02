import type { RunId } from './runId';

/**
 * What the mark in an increment's image says. Nothing else tells an increment from a whole backup once its manifest is
 * not beside it: both are qcow2 images without a backing file. The mark is the name of an empty bitmap, which stays in
 * the image wherever that is copied to, and is not in one that was restored from it.
 */
export interface IncrementMark {
  /** The run that the image was written by. */
  run: RunId;
  /** The run that it is of use on top of. */
  parent: RunId;
}

const MARK = /^domainbackup-increment\.(\d{8}-\d{6}-[0-9a-z]{4})\.(\d{8}-\d{6}-[0-9a-z]{4})$/;

/** The name of the bitmap that marks an increment: `domainbackup-increment.RUN.PARENT`. */
export function incrementMark({ run, parent }: IncrementMark): string {
  return `domainbackup-increment.${run}.${parent}`;
}

/** What a bitmap's name says; `undefined` for every other bitmap. */
export function parseIncrementMark(name: string): IncrementMark | undefined {
  const [, run, parent] = MARK.exec(name) ?? [];
  return run === undefined || parent === undefined ? undefined : { run, parent };
}
