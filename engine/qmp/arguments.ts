/**
 * What the engine sends: the arguments of the commands, under QEMU's own names. Sizes and offsets
 * are bytes, speeds bytes a second (0 is unlimited). Source: QEMU's QMP reference manual.
 */

/** A value that QMP can carry. */
type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue | undefined };

/** For commands that take none. */
type NoArguments = Record<string, never>;

/** What QEMU does with a job at an I/O error; `stop` pauses it until somebody resumes it. */
type OnError = 'report' | 'ignore' | 'enospc' | 'stop' | 'auto';

/** `blockdev-create`'s options: the driver's own besides those named here. */
export type CreateOptions =
  | {
      readonly driver: 'file';
      /** Absolute; an existing file is silently truncated. */
      readonly filename: string;
      readonly size: number;
      readonly preallocation?: 'off' | 'falloc' | 'full';
      readonly nocow?: boolean;
    }
  | {
      readonly driver: 'qcow2';
      /** The node that is to hold the image. */
      readonly file: string;
      readonly size: number;
      readonly version?: 'v2' | 'v3';
      readonly 'cluster-size'?: number;
      readonly preallocation?: 'off' | 'metadata' | 'falloc' | 'full';
      readonly 'lazy-refcounts'?: boolean;
      readonly 'extended-l2'?: boolean;
      readonly 'compression-type'?: 'zlib' | 'zstd';
      readonly encrypt?: { readonly [key: string]: JsonValue };
    };

/** `blockdev-add`'s options; every driver has its own besides these. */
export interface BlockdevOptions {
  readonly driver: string;
  readonly 'node-name'?: string;
  readonly [option: string]: JsonValue | undefined;
}

/** One disk's backup, as an action of a transaction (QEMU's BlockdevBackup). */
export interface BlockdevBackup {
  readonly 'job-id'?: string;
  /** A drive's id or a node name; nothing else is understood. */
  readonly device: string;
  /** The node to write to. */
  readonly target: string;
  readonly sync: 'full' | 'top' | 'none' | 'incremental' | 'bitmap';
  readonly bitmap?: string;
  readonly 'bitmap-mode'?: 'on-success' | 'never' | 'always';
  readonly speed?: number;
  readonly compress?: boolean;
  readonly 'on-source-error'?: OnError;
  readonly 'on-target-error'?: OnError;
  readonly 'auto-finalize'?: boolean;
  readonly 'auto-dismiss'?: boolean;
  /** The name of the filter node that sits above the disk while the job runs. */
  readonly 'filter-node-name'?: string;
  /** Unstable: look for it in `query-qmp-schema` first. */
  readonly 'x-perf'?: {
    readonly 'use-copy-range'?: boolean;
    readonly 'max-workers'?: number;
    readonly 'max-chunk'?: number;
  };
}

/** A dirty bitmap of a node. */
export interface BitmapRef {
  readonly node: string;
  readonly name: string;
}

interface BitmapAdd extends BitmapRef {
  /** Bytes a bit; a power of two from 512. */
  readonly granularity?: number;
  readonly persistent?: boolean;
  readonly disabled?: boolean;
}

/** Adds what other bitmaps of the node have to one. */
interface BitmapMerge {
  readonly node: string;
  readonly target: string;
  readonly bitmaps: readonly string[];
}

/**
 * The actions that the engine puts into a transaction. `block-dirty-bitmap-enable` is left out on
 * purpose: in a transaction it crashes QEMU when the bitmap is missing.
 */
export type TransactionAction =
  | { readonly type: 'blockdev-backup'; readonly data: BlockdevBackup }
  | { readonly type: 'block-dirty-bitmap-add'; readonly data: BitmapAdd }
  | { readonly type: 'block-dirty-bitmap-merge'; readonly data: BitmapMerge }
  | { readonly type: 'block-dirty-bitmap-remove'; readonly data: BitmapRef };

/** The arguments of each command. */
export interface CommandArguments {
  qmp_capabilities: NoArguments;
  'query-version': NoArguments;
  'query-status': NoArguments;
  'query-name': NoArguments;
  'query-uuid': NoArguments;
  /** Disturbs no processor. */
  'query-cpus-fast': NoArguments;
  'query-block': NoArguments;
  /** `flat` leaves out the chain of backing images within each node. */
  'query-named-block-nodes': { readonly flat?: boolean };
  'query-jobs': NoArguments;
  'query-block-jobs': NoArguments;
  /** `query-nodes` lists every node, not only what devices use. Asks no storage. */
  'query-blockstats': { readonly 'query-nodes'?: boolean };
  'query-qmp-schema': NoArguments;
  'blockdev-create': { readonly 'job-id': string; readonly options: CreateOptions };
  'blockdev-add': BlockdevOptions;
  'blockdev-reopen': { readonly options: readonly BlockdevOptions[] };
  'blockdev-del': { readonly 'node-name': string };
  'job-cancel': { readonly id: string };
  'job-dismiss': { readonly id: string };
  'job-pause': { readonly id: string };
  'job-resume': { readonly id: string };
  'block-job-set-speed': { /** The job's id. */ readonly device: string; readonly speed: number };
  'block-dirty-bitmap-add': BitmapAdd;
  'block-dirty-bitmap-remove': BitmapRef;
  transaction: {
    readonly actions: readonly TransactionAction[];
    readonly properties?: { readonly 'completion-mode'?: 'individual' | 'grouped' };
  };
  'human-monitor-command': { readonly 'command-line': string };
  stop: NoArguments;
  cont: NoArguments;
  quit: NoArguments;
}
