import * as v from 'valibot';

/** A machine as the setting names it. */
export interface Connection {
  /** What people call it; unique. */
  name: string;
  /** The monitor's address as written: the path of a unix socket, or `host:port`. */
  socket: string;
  /** The path of the guest agent's unix socket: the guest is frozen for the moment in which a backup starts. */
  guestAgent?: string;
}

/**
 * Why something in the setting could not be used.
 * - `no-list`: the value is no list
 * - `bad-entry`: an entry lacks its name or its socket; `entry` is its place in the list, from 1
 * - `name-taken`: an earlier entry has the same name
 */
export type SettingProblem =
  { code: 'no-list' } | { code: 'bad-entry'; entry: number } | { code: 'name-taken'; name: string };

/** What the setting's value came to. */
export interface ConnectionSetting {
  connections: Connection[];
  /** One for each entry that could not be used. */
  problems: SettingProblem[];
}

const text = v.pipe(v.string(), v.trim(), v.nonEmpty());
const entry = v.object({ name: text, socket: text, guestAgent: v.exactOptional(text) });

/**
 * Reads the value of `domainbackup.connections`. People write it by hand, so one bad entry must not cost the others.
 * Whether a socket's address makes sense is left to the connection: its row says so.
 */
export function readConnections(value: unknown): ConnectionSetting {
  if (value === undefined) return { connections: [], problems: [] };
  if (!Array.isArray(value)) return { connections: [], problems: [{ code: 'no-list' }] };
  const connections: Connection[] = [];
  const problems: SettingProblem[] = [];
  for (const [index, item] of value.entries()) {
    const read = v.safeParse(entry, item);
    if (!read.success) {
      problems.push({ code: 'bad-entry', entry: index + 1 });
    } else if (connections.some((connection) => connection.name === read.output.name)) {
      problems.push({ code: 'name-taken', name: read.output.name });
    } else {
      connections.push(read.output);
    }
  }
  return { connections, problems };
}
