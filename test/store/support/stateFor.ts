import type { TestContext } from 'node:test';
import { folderFor } from '../../backup/support';

/** Gives a test a state folder of its own, in which no other program keeps records. @returns its path */
export async function stateFor(t: TestContext): Promise<string> {
  const state = await folderFor(t);
  const before = process.env['XDG_STATE_HOME'];
  t.after(() => {
    if (before === undefined) delete process.env['XDG_STATE_HOME'];
    else process.env['XDG_STATE_HOME'] = before;
  });
  process.env['XDG_STATE_HOME'] = state;
  return state;
}
