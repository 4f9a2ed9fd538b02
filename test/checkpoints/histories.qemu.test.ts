import { test } from 'node:test';
import { randomHistory } from './support/randomHistory';

// `histories.long.test.ts` has many more of them.
for (const seed of [2, 5, 6, 7, 8, 10]) {
  test(`every backup of a random history restores to the bytes of its moment (seed ${seed})`, (t) =>
    randomHistory(t, seed));
}
