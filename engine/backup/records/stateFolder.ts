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
