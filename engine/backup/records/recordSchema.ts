import * as v from 'valibot';
import { RECORD_VERSION, type RunRecord } from './runRecord';

// Loose objects keep what a newer program has added, also when an older one writes the record again.

const runId = v.pipe(v.string(), v.regex(/^\d{8}-\d{6}-[0-9a-z]{4}$/));
const time = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const bytes = time;
const absolutePath = v.pipe(v.string(), v.startsWith('/'));
const outcome = v.picklist(['completed', 'failed', 'cancelled', 'unknown']);

const definition = v.looseObject({
  dialect: v.picklist(['libvirt', 'rfc']),
  mode: v.picklist(['push', 'pull']),
  name: v.optional(v.string()),
  description: v.optional(v.string()),
  incremental: v.optional(v.string()),
  disks: v.union([
    v.literal('all'),
    v.array(
      v.looseObject({
        name: v.string(),
        backup: v.picklist(['yes', 'no']),
        target: v.looseObject({
          type: v.picklist(['file', 'block']),
          path: v.optional(v.string()),
          format: v.string(),
        }),
        backupMode: v.optional(v.picklist(['full', 'incremental'])),
        incremental: v.optional(v.string()),
        encryption: v.picklist(['none', 'luks']),
      }),
    ),
  ]),
});

const disk = v.looseObject({
  disk: v.string(),
  index: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  node: v.string(),
  source: v.optional(v.string()),
  size: bytes,
  job: v.string(),
  data: v.optional(bytes),
  target: v.looseObject({
    type: v.picklist(['file', 'block']),
    path: absolutePath,
    format: v.picklist(['qcow2', 'raw']),
    writtenTo: absolutePath,
  }),
  copy: v.variant('kind', [
    v.looseObject({ kind: v.literal('full') }),
    v.looseObject({
      kind: v.literal('since'),
      checkpoint: v.string(),
      bitmap: v.string(),
      run: runId,
    }),
  ]),
});

const checkpoint = v.looseObject({
  name: v.string(),
  description: v.optional(v.string()),
  bitmaps: v.array(v.looseObject({ disk: v.string(), node: v.string(), name: v.string() })),
});

const client = v.looseObject({
  host: v.string(),
  boot: v.string(),
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  startTime: v.string(),
});

const options = v.looseObject({
  speed: v.optional(bytes),
  guestAgent: v.optional(v.string()),
  compress: v.picklist(['on', 'off']),
  onError: v.picklist(['report', 'stop']),
  partial: v.picklist(['remove', 'keep']),
  copyOffload: v.picklist(['on', 'off']),
  stallTimeout: time,
  pollInterval: time,
});

const result = v.looseObject({
  disk: v.string(),
  target: v.string(),
  outcome,
  copied: v.optional(bytes),
  error: v.optional(v.string()),
  remains: v.optional(absolutePath),
});

/** What a record must look like; whoever may write into its folder may have changed it. */
const record = v.pipe(
  v.looseObject({
    version: v.literal(RECORD_VERSION),
    run: runId,
    origin: v.picklist(['ours', 'foreign']),
    name: v.string(),
    description: v.optional(v.string()),
    definition,
    document: v.string(),
    machine: v.looseObject({
      name: v.optional(v.string()),
      uuid: v.optional(v.string()),
      version: v.string(),
      socket: v.string(),
    }),
    locality: v.picklist(['local', 'remote']),
    options,
    checkpoint: v.optional(checkpoint),
    disks: v.array(disk),
    state: v.picklist(['preparing', 'started', 'ended']),
    client: v.optional(client),
    preparedAt: time,
    startedAt: v.optional(time),
    endedAt: v.optional(time),
    outcome: v.optional(outcome),
    loss: v.optional(v.picklist(['gone', 'anew', 'dismissed'])),
    results: v.optional(v.array(result)),
    checkpointResult: v.optional(
      v.looseObject({
        name: v.string(),
        state: v.picklist(['made', 'not made']),
        error: v.optional(v.string()),
      }),
    ),
    error: v.optional(v.string()),
    removedAt: v.optional(time),
  }),
  v.check(
    ({ state, endedAt, outcome: ending }) =>
      state !== 'ended' || (endedAt !== undefined && ending !== undefined),
    'a run that has ended needs its outcome and the time of its end',
  ),
);

/** Only this of a record is understood whatever its version. */
const versioned = v.looseObject({ version: v.number() });

/**
 * Reads a record's text.
 * @throws {Error} with a clause that says what is wrong: no JSON, of a newer program, or a field's value
 */
export function parseRecord(text: string): RunRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('it is not JSON');
  }
  const { success, output } = v.safeParse(versioned, value);
  if (success && output.version > RECORD_VERSION) {
    throw new Error(
      `it was written by a newer Domain Backup (version ${output.version} of records; ` +
        `this one reads up to ${RECORD_VERSION})`,
    );
  }
  const read = v.safeParse(record, value);
  if (read.success) return read.output;
  const [issue] = read.issues;
  throw new Error(`${v.getDotPath(issue) ?? 'the record'}: ${issue.message}`);
}
