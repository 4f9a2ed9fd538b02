import type { TestContext } from 'node:test';
import { endAll } from './endAll';

/** What each test has to end, in the order in which it began. */
const endings = new WeakMap<object, (() => unknown)[]>();

/**
 * Ends something after a test, in the order in which that is asked for, and whatever becomes of the rest: of several
 * `t.after`, none runs after one that fails, and a file system or a device would stay.
 */
export function atEnd(t: Pick<TestContext, 'after'>, end: () => unknown): void {
  const known = endings.get(t);
  if (known !== undefined) {
    known.push(end);
    return;
  }
  const all = [end];
  endings.set(t, all);
  t.after(() => endAll(...all));
}
