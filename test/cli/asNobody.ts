import { chmod, chown, copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { folderFor } from '../backup/support';
import { launch, PROGRAM, type Ended, type Running } from './support';

/** A user of every Debian, who owns nothing. */
export const NOBODY = 65534;

/** Another one. */
export const SOMEBODY = NOBODY - 1;

/** The program as a user who may read only what everybody may, with records of that user's own; needs root. */
export async function nobody(t: TestContext, user = NOBODY): Promise<(...args: string[]) => Running> {
  // Of the project's own folder and of the tests' records this user need not see anything.
  const folder = await folderFor(t);
  const [program, state] = [path.join(folder, 'cli.js'), path.join(folder, 'state')];
  await copyFile(PROGRAM, program);
  await copyFile(path.join(path.dirname(PROGRAM), 'cliProgram.js'), path.join(folder, 'cliProgram.js'));
  await chmod(folder, 0o755);
  await mkdir(state);
  await chown(state, user, user);
  const identity = [`--reuid=${user}`, `--regid=${user}`, '--clear-groups'];
  const command = ['env', `XDG_STATE_HOME=${state}`, process.execPath, program];
  return (...args) => launch(t, 'setpriv', [...identity, ...command, ...args]);
}

/** Runs the program to its end as that user, who has started nothing before. */
export async function asNobody(t: TestContext, ...args: string[]): Promise<Ended> {
  return (await nobody(t))(...args).ended;
}
