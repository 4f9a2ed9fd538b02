import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSpeed } from '../../engine/speed';

for (const [text, speed] of Object.entries({
  '8M': 8 * 1024 ** 2,
  '8 MiB/s': 8 * 1024 ** 2,
  '1.5g': 1.5 * 1024 ** 3,
  '500K': 500 * 1024,
  ' 4096 ': 4096,
  '0': 0,
  '0.0': undefined,
  '0.5': undefined,
  '0.5K': 512,
  '0.0001K': undefined,
  '': undefined,
  fast: undefined,
  '-1': undefined,
  '8T': undefined,
  '1e9': undefined,
  '1048575G': 1_048_575 * 1024 ** 3,
  '1048576G': undefined,
})) {
  test(`the speed "${text}" is ${speed ?? 'refused'}`, () => {
    assert.equal(parseSpeed(text), speed);
  });
}
