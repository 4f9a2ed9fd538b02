import { describe, test } from 'node:test';
import { randomHistory } from './support/randomHistory';

const HISTORIES = 200;

// Two at a time: each waits for QEMU and qemu-img most of the time.
describe('random histories', { concurrency: 2 }, () => {
  for (let seed = 1001; seed <= 1000 + HISTORIES; seed += 1) {
    test(`every backup of a random history restores to the bytes of its moment (seed ${seed})`, (t) =>
      randomHistory(t, seed));
  }
});
