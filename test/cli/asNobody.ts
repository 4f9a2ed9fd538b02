import { chmod, copyFile } from 'node:fs/promises';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { folderFor } from '../backup/support';
import { launch, PROGRAM, type Ended } from './support';

/** A user of every Debian, who owns nothing. */
const NOBODY = 65534;

/** Runs the program to its end as a user who may read only what everybody may; needs root. */
export async function asNobody(t: TestContext, ...args: string[]): Promise<Ended> {
  // Of the project's own folder and of the tests' records this user need not see anything.
  const folder = await folderFor(t);
  const program = path.join(folder, 'cli.js');
  await copyFile(PROGRAM, program);
  await copyFile(path.join(path.dirname(PROGRAM), 'cliProgram.js'), path.join(folder, 'cliProgram.js'));
  await chmod(folder, 0o755);
  const identity = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  const command = ['env', `XDG_STATE_HOME=${path.join(folder, 'state')}`, process.execPath, program];
  return launch(t, 'setpriv', [...identity, ...command, ...args]).ended;
}
