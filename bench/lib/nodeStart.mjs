import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { statistics } from './measure.mjs';

/**
 * How long Node takes to start and end with nothing to do, which is taken off what runs on it.
 * @returns {Promise<number>} the median, in ms
 */
export async function nodeStart() {
  const times = [];
  for (let round = 0; round < 7; round += 1) {
    const began = performance.now();
    await promisify(execFile)(process.execPath, ['-e', '0']);
    times.push(performance.now() - began);
  }
  return statistics(times).median;
}
