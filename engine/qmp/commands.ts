import * as v from 'valibot';
import type { CommandArguments } from './arguments';
import * as replies from './replies';
import { isSchema, type SchemaEntry } from './schemaEntry';

/** The commands that the client can send. */
export type CommandName = keyof CommandArguments;

/** What each command's reply must look like; it is checked before the caller sees it. */
export const replySchemas = {
  qmp_capabilities: replies.nothing,
  'query-version': replies.version,
  'query-status': replies.machineStatus,
  'query-name': replies.machineName,
  'query-uuid': replies.machineUuid,
  'query-cpus-fast': v.array(replies.processor),
  'query-block': v.array(replies.blockDevice),
  'query-named-block-nodes': v.array(replies.blockNode),
  'query-jobs': v.array(replies.job),
  'query-block-jobs': v.array(replies.blockJob),
  'query-blockstats': v.array(replies.blockStats),
  'query-qmp-schema': v.custom<readonly SchemaEntry[]>(isSchema),
  'blockdev-create': replies.nothing,
  'blockdev-add': replies.nothing,
  'blockdev-reopen': replies.nothing,
  'blockdev-del': replies.nothing,
  'job-cancel': replies.nothing,
  'job-dismiss': replies.nothing,
  'job-pause': replies.nothing,
  'job-resume': replies.nothing,
  'block-job-set-speed': replies.nothing,
  'block-dirty-bitmap-add': replies.nothing,
  'block-dirty-bitmap-remove': replies.nothing,
  transaction: replies.nothing,
  /** What the human monitor printed; an error of the command is in this text, too. */
  'human-monitor-command': v.string(),
  stop: replies.nothing,
  cont: replies.nothing,
  quit: replies.nothing,
} as const satisfies Record<CommandName, v.GenericSchema>;

/** The checked reply of a command. */
export type CommandReply<C extends CommandName> = v.InferOutput<(typeof replySchemas)[C]>;
