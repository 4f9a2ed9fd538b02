import type { TestContext } from 'node:test';
import { folderFor } from './folderFor';

/** The tests that have got one. */
const given = new WeakSet<TestContext>();

/** Gives a test a state folder of its own, in which no other program keeps records. @returns its path */
export async function stateFor(t: TestContext): Promise<string> {
  const state = await folderFor(t);
  // What a later test starts must not make its folder anew, once it is removed.
  const before = process.env['XDG_STATE_HOME'];
  if (!given.has(t))
    t.after(() => {
      if (before === undefined) delete process.env['XDG_STATE_HOME'];
      else process.env['XDG_STATE_HOME'] = before;
    });
  given.add(t);
  process.env['XDG_STATE_HOME'] = state;
  return state;
}
