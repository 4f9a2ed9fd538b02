import * as v from 'valibot';

/**
 * What QEMU replies, as far as the engine reads it. Fields that are not listed pass through: a
 * newer QEMU adds fields freely. Sizes and offsets are bytes. Source: QEMU's QMP reference manual.
 */

/** QEMU's JobStatus. A job that ended stays `concluded` until dismissed; `null` is its last event. */
export const jobStatus = v.picklist([
  'undefined',
  'created',
  'running',
  'paused',
  'ready',
  'standby',
  'waiting',
  'pending',
  'aborting',
  'concluded',
  'null',
]);

/** A command without a result answers `{}`. */
export const nothing = v.looseObject({});

export const version = v.looseObject({
  qemu: v.looseObject({ major: v.number(), minor: v.number(), micro: v.number() }),
  package: v.string(),
});

export const machineStatus = v.looseObject({
  running: v.boolean(),
  /** RunState: `running`, `paused`, `prelaunch`, `inmigrate`, `io-error`, ... */
  status: v.string(),
});

/** `name` is missing when QEMU was started without `-name`. */
export const machineName = v.looseObject({ name: v.optional(v.string()) });

/** All zeros when QEMU was started without `-uuid`. */
export const machineUuid = v.looseObject({ UUID: v.string() });

/** A processor of the machine. */
export const processor = v.looseObject({
  /** The thread of QEMU's process that is this processor, as the host that QEMU is on numbers it. */
  'thread-id': v.number(),
});

const imageFields = v.looseObject({
  filename: v.string(),
  format: v.string(),
  'virtual-size': v.number(),
  /** What it takes on its file system; absent where nobody can tell, and 0 for a device. */
  'actual-size': v.optional(v.number()),
  'cluster-size': v.optional(v.number()),
  'backing-filename': v.optional(v.string()),
  encrypted: v.optional(v.boolean()),
  /** What only images of this format have. */
  'format-specific': v.optional(
    v.looseObject({
      /** qcow2's `compat` is `0.10` for version 2, and `1.1` for version 3. */
      data: v.optional(v.looseObject({ compat: v.optional(v.string()) })),
    }),
  ),
});

/** An image (QEMU's ImageInfo), with those below it; the latter are left out of a flat answer. */
export type BlockImage = v.InferOutput<typeof imageFields> & { 'backing-image'?: BlockImage | undefined };

const image: v.GenericSchema<unknown, BlockImage> = v.looseObject({
  ...imageFields.entries,
  'backing-image': v.optional(v.lazy(() => image)),
});

const dirtyBitmap = v.looseObject({
  name: v.optional(v.string()),
  /** Dirty bytes. */
  count: v.number(),
  /** Bytes that one bit stands for. */
  granularity: v.number(),
  recording: v.boolean(),
  busy: v.boolean(),
  persistent: v.boolean(),
  /** True after QEMU was killed: such a bitmap can only be removed. Absent is false. */
  inconsistent: v.optional(v.boolean(), false),
});

/** A node of the block graph (QEMU's BlockDeviceInfo). */
export const blockNode = v.looseObject({
  'node-name': v.optional(v.string()),
  /** A path, or `json:{...}` where a path cannot say it. */
  file: v.string(),
  drv: v.string(),
  ro: v.boolean(),
  /** Since QEMU 10.0. */
  active: v.optional(v.boolean(), true),
  encrypted: v.boolean(),
  image,
  'dirty-bitmaps': v.optional(v.array(dirtyBitmap), []),
});

/** A disk, CD-ROM or floppy as the guest sees it (QEMU's BlockInfo). */
export const blockDevice = v.looseObject({
  /** The drive's id; empty for a disk made with `-blockdev`. */
  device: v.string(),
  /** `/machine/peripheral/ID/virtio-backend`, or a bare id; absent when no guest device uses it. */
  qdev: v.optional(v.string()),
  removable: v.boolean(),
  locked: v.boolean(),
  tray_open: v.optional(v.boolean()),
  /** Absent in an empty drive. */
  inserted: v.optional(blockNode),
});

export const job = v.looseObject({
  id: v.string(),
  /** `backup`, `create`, ...; newer versions of QEMU know more. */
  type: v.string(),
  status: jobStatus,
  /** Of `total-progress`; bytes for a block job, in no unit otherwise. */
  'current-progress': v.number(),
  'total-progress': v.number(),
  /** Present when the job failed or was cancelled. */
  error: v.optional(v.string()),
});

export const blockJob = v.looseObject({
  /** The job's id, in spite of the name. */
  device: v.string(),
  type: v.string(),
  len: v.number(),
  offset: v.number(),
  /** Bytes a second; 0 is unlimited. */
  speed: v.number(),
  'io-status': v.picklist(['ok', 'failed', 'nospace']),
  paused: v.boolean(),
  busy: v.boolean(),
  ready: v.boolean(),
  status: jobStatus,
  error: v.optional(v.string()),
});

export const blockStats = v.looseObject({
  'node-name': v.optional(v.string()),
  stats: v.looseObject({
    /** Bytes from the start to the highest one that was written since the node was opened. */
    wr_highest_offset: v.number(),
  }),
});

export type JobStatus = v.InferOutput<typeof jobStatus>;
export type QemuVersion = v.InferOutput<typeof version>;
export type DirtyBitmap = v.InferOutput<typeof dirtyBitmap>;
export type BlockNode = v.InferOutput<typeof blockNode>;
export type BlockDevice = v.InferOutput<typeof blockDevice>;
export type Job = v.InferOutput<typeof job>;
export type BlockJob = v.InferOutput<typeof blockJob>;
