import * as v from 'valibot';

/**
 * The version of the manifest's format that this program writes. A reader refuses every later one by name, since it may
 * say what that reader does not know of. Version 2 has `digested`.
 */
export const MANIFEST_VERSION = 2;

const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
/** As `Date.toISOString` writes it. */
const time = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/));
const text = v.pipe(v.string(), v.nonEmpty());
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const runId = v.pipe(v.string(), v.regex(/^[0-9]{8}-[0-9]{6}-[0-9a-z]{4}$/));
const outcome = v.picklist(['completed', 'failed', 'cancelled', 'unknown']);

function described<const Schema extends v.GenericSchema>(schema: Schema, description: string) {
  return v.pipe(schema, v.description(description));
}

const manifestDisk = v.strictObject({
  disk: described(text, "The disk's name, as the document or the machine calls it, such as vda."),
  source: v.optional(
    described(text, 'The absolute path of its image on the host of QEMU, where it has one.'),
  ),
  virtualSize: described(count, 'What the guest sees, in bytes.'),
  type: described(v.picklist(['file', 'block']), 'An image file, or a block device.'),
  format: described(v.picklist(['qcow2', 'raw']), 'The format of the target.'),
  target: described(
    text,
    'Where its backup is: a path relative to this manifest; absolute for a block device, ' +
      'and where the manifest could not be written beside the target.',
  ),
  parent: v.optional(
    described(
      v.strictObject({
        run: described(runId, 'The run that this target holds the changes since.'),
        disk: described(text, 'What the same disk is called in that run.'),
        target: v.optional(
          described(text, 'Where its target of that run was when this one was made; a path as in target.'),
        ),
      }),
      'Present in an increment only: what is below this target in the chain.',
    ),
  ),
  bytesCopied: described(count, 'Bytes that QEMU copied.'),
  size: v.optional(
    described(count, 'The length of the image in the target, in bytes; sha256 is that of these first bytes.'),
  ),
  sha256: v.optional(
    described(
      sha256,
      'SHA-256 of the target, in hexadecimal. It is added some time after the run has completed.',
    ),
  ),
  digested: v.optional(
    described(
      v.strictObject({
        at: described(time, 'When the target had been read. UTC.'),
        by: described(
          v.picklist(['backup', 'verification']),
          'backup: the program that saw the backup end, right after. verification: ' +
            'a later one, so that damage before it is not seen by the digest.',
        ),
      }),
      'When sha256 was made; absent where that is not known.',
    ),
  ),
  outcome: described(outcome, "How this disk's job ended."),
  error: v.optional(described(text, 'Why it did not complete.')),
  remains: v.optional(
    described(
      text,
      'What a run of unknown outcome has left behind: the path of a partial file, which is no backup.',
    ),
  ),
});

/** What is known of one run once it has ended, as it stands in a file beside the targets. */
const manifestSchema = v.strictObject({
  format: v.literal('domainbackup-manifest'),
  version: v.picklist([1, MANIFEST_VERSION]),
  run: described(runId, 'The id of the run.'),
  name: described(
    v.string(),
    "The backup's name; its start in seconds since the epoch where it was given none.",
  ),
  description: v.optional(described(v.string(), "The document's description.")),
  machine: described(
    v.strictObject({
      name: v.optional(described(v.string(), "The guest's name.")),
      uuid: v.optional(described(text, "The guest's UUID.")),
      qemu: described(text, 'The version of QEMU, such as 7.2.22.'),
    }),
    'Whose disks these were.',
  ),
  definition: described(v.string(), 'The backup document as it was started.'),
  startedAt: described(time, 'When the jobs were started: the point in time of every disk. UTC.'),
  endedAt: described(time, 'When the run ended. UTC.'),
  mode: described(
    v.picklist(['full', 'incremental', 'differential']),
    'Full: every disk is whole in this run. Incremental: some hold the changes ' +
      'since the latest checkpoint before it; differential: since an older one.',
  ),
  checkpoint: v.optional(described(text, 'The checkpoint that was created with this backup.')),
  parent: v.optional(
    described(
      v.strictObject({
        run: described(runId, 'The run that this one holds the changes since.'),
        checkpoint: described(text, 'The checkpoint that was created with that run.'),
      }),
      'Present in an increment only.',
    ),
  ),
  outcome: described(outcome, 'How the run ended. Only a completed one is a backup.'),
  disks: described(v.array(manifestDisk), 'Every disk that took part.'),
});

/** The same as it stands in a file. */
export const manifestFileSchema = v.strictObject({
  ...manifestSchema.entries,
  digest: described(
    sha256,
    'SHA-256, in hexadecimal, of all bytes of this file before this value. ' +
      'It tells that the file was edited or damaged.',
  ),
});

/**
 * What is known of one run once it has ended. Times are UTC in ISO 8601, sizes are bytes.
 * Source of the format: `schemas/manifest.schema.json`, which says the same for other programs.
 */
export type Manifest = v.InferOutput<typeof manifestSchema>;

/** One disk of a run, in its manifest. */
export type ManifestDisk = v.InferOutput<typeof manifestDisk>;
