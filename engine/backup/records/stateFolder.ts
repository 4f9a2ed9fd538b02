import { homedir } from 'node:os';
import path from 'node:path';

/**
 * Where the command line keeps its records: `$XDG_STATE_HOME/domainbackup/runs`, by default below `~/.local/state` (the
 * XDG Base Directory Specification, which has relative paths passed over).
 */
export function defaultRecordsFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment['XDG_STATE_HOME'] ?? '';
  const state = path.isAbsolute(given) ? given : path.join(homedir(), '.local', 'state');
  return path.join(state, 'domainbackup', 'runs');
}

/** What is to be said of a folder that was asked for and is passed over, in a sentence; `undefined` where none is. */
export function passedOverStateHome(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const given = environment['XDG_STATE_HOME'] ?? '';
  if (given === '' || path.isAbsolute(given)) return undefined;
  return (
    `XDG_STATE_HOME is "${given}", which is no absolute path and is passed over; ` +
    `the records of backups are in "${defaultRecordsFolder(environment)}".`
  );
}
