/**
 * From this on, in bytes a second, a speed limit is none: it means one that is lifted, with the one to be put back
 * added to it. So QEMU itself keeps what is to be put back, whatever becomes of the program that lifted it.
 */
const LIFTED = 2 ** 50;

/** The speed of a job whose limit is lifted. */
export function liftedSpeed(limit: number): number {
  return LIFTED + limit;
}

/**
 * The limit of a job, in bytes a second, by the speed that QEMU tells of it; `undefined` where there is none, or it is
 * lifted.
 */
export function limitOf(speed: number): number | undefined {
  return speed > 0 && speed < LIFTED ? speed : undefined;
}

/** The limit of a job that is lifted, in bytes a second; `undefined` of every other job. */
export function liftedLimitOf(speed: number): number | undefined {
  return speed > LIFTED ? speed - LIFTED : undefined;
}
