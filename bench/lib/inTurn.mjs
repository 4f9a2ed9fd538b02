import { statistics } from './measure.mjs';

/**
 * Lets contestants run in turn, so that whatever else the machine is doing hits all of them alike.
 * @template {string} Name
 * @template Result
 * @param {Record<Name, () => Promise<Result>>} contestants
 * @param {number} rounds after one that does not count
 * @returns {Promise<Record<Name, Result[]>>}
 */
export async function inTurn(contestants, rounds) {
  const names = /** @type {Name[]} */ (Object.keys(contestants));
  const results = /** @type {Record<Name, Result[]>} */ (
    Object.fromEntries(names.map((name) => [name, /** @type {Result[]} */ ([])]))
  );
  for (let round = -1; round < rounds; round += 1) {
    for (const name of names) {
      const result = await contestants[name]();
      if (round >= 0) results[name].push(result);
    }
  }
  return results;
}

/**
 * How many times as long one took as the other: the median over the rounds, each compared within itself.
 * @param {readonly number[]} times
 * @param {readonly number[]} others of the same rounds
 */
export function ratio(times, others) {
  return statistics(times.map((time, round) => time / (others[round] ?? Number.NaN))).median;
}
