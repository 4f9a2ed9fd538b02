/** @typedef {{median: number, p95: number}} Times in ms */

/**
 * Times a job again and again, after as many rounds that do not count as it takes to be warm.
 * @param {{warmUp: number, rounds: number}} counts
 * @param {() => Promise<unknown>} job
 * @param {() => unknown} [between] is not timed
 * @returns {Promise<Times>}
 */
export async function measure({ warmUp, rounds }, job, between) {
  const times = [];
  for (let round = -warmUp; round < rounds; round += 1) {
    const start = performance.now();
    await job();
    if (round >= 0) times.push(performance.now() - start);
    await between?.();
  }
  return statistics(times);
}

/**
 * @param {number[]} times
 * @returns {Times}
 */
export function statistics(times) {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (/** @type {number} */ part) => sorted[Math.ceil(sorted.length * part) - 1] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95) };
}

/** @param {number | undefined} ms */
export function inMs(ms) {
  return ms === undefined ? 'unknown' : `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}
