import * as v from 'valibot';

/** What a task of the type `domainbackup` does. It names a connection of the user's settings, never a socket. */
export interface BackupTask {
  command: 'check' | 'start';
  /** A document, relative to the workspace folder or absolute; for `check` also a glob pattern. */
  file: string;
  connection?: string;
}

const text = v.pipe(v.string(), v.trim(), v.nonEmpty());
const definition = v.variant('command', [
  v.object({ command: v.literal('check'), file: text }),
  v.object({ command: v.literal('start'), file: text, connection: v.optional(text) }),
]);

/** Reads what a `tasks.json` says; undefined where it makes no sense. */
export function readTask(value: unknown): BackupTask | undefined {
  const read = v.safeParse(definition, value);
  if (!read.success) return undefined;
  const { output } = read;
  if (output.command === 'check') return output;
  const { connection, ...rest } = output;
  return connection === undefined ? rest : { ...rest, connection };
}
