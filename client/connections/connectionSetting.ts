import * as v from 'valibot';

/** A machine as the setting names it. */
export interface Connection {
  /** What people call it; unique. */
  name: string;
  /** The monitor's address as written: the path of a unix socket, or `host:port`. */
  socket: string;
}

/** What the setting's value came to. */
export interface ConnectionSetting {
  connections: Connection[];
  /** One sentence for each entry that could not be used. */
  problems: string[];
}

const text = v.pipe(v.string(), v.trim(), v.nonEmpty());
const entry = v.object({ name: text, socket: text });

/**
 * Reads the value of `domainbackup.connections`. People write it by hand, so one bad entry must not cost the others.
 * Whether a socket's address makes sense is left to the connection: its row says so.
 */
export function readConnections(value: unknown): ConnectionSetting {
  if (value === undefined) return { connections: [], problems: [] };
  if (!Array.isArray(value)) {
    return { connections: [], problems: ['The setting domainbackup.connections must be a list.'] };
  }
  const connections: Connection[] = [];
  const problems: string[] = [];
  for (const [index, item] of value.entries()) {
    const read = v.safeParse(entry, item);
    if (!read.success) {
      problems.push(`Entry ${index + 1} of domainbackup.connections needs a name and a socket, both text.`);
    } else if (connections.some((connection) => connection.name === read.output.name)) {
      problems.push(
        `Two entries of domainbackup.connections are named "${read.output.name}"; the second is left out.`,
      );
    } else {
      connections.push(read.output);
    }
  }
  return { connections, problems };
}
