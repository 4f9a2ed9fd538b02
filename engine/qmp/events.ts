import * as v from 'valibot';
import { jobStatus } from './replies';

/** QEMU's clock in ms since 1970; undefined where its host cannot tell the time (QEMU sends -1). */
const timestamp = v.pipe(
  v.looseObject({ seconds: v.number(), microseconds: v.number() }),
  v.transform(({ seconds, microseconds }) =>
    seconds < 0 ? undefined : seconds * 1000 + microseconds / 1000,
  ),
);

/** An event with this name and data, as a message and as the caller gets it. */
function known<const N extends string, D extends v.GenericSchema>(name: N, data: D) {
  return v.pipe(
    v.object({ event: v.literal(name), data, timestamp }),
    // TypeScript does not resolve the fields of an object with a generic one in it.
    v.transform((message) => ({
      name,
      data: message.data as v.InferOutput<D>,
      time: message.timestamp,
    })),
  );
}

const progress = {
  device: v.string(),
  type: v.string(),
  len: v.number(),
  offset: v.number(),
  speed: v.number(),
};

/**
 * The events that the engine knows, with their data as QEMU's QMP reference manual describes it.
 * A job's id is `id` in some and `device` in others.
 */
const knownEvent = v.variant('event', [
  known('JOB_STATUS_CHANGE', v.looseObject({ id: v.string(), status: jobStatus })),
  // A failed job is "completed" too, with an error; a cancelled one is not.
  known('BLOCK_JOB_COMPLETED', v.looseObject({ ...progress, error: v.optional(v.string()) })),
  known('BLOCK_JOB_CANCELLED', v.looseObject(progress)),
  known(
    'BLOCK_JOB_ERROR',
    v.looseObject({
      device: v.string(),
      operation: v.picklist(['read', 'write']),
      action: v.picklist(['ignore', 'report', 'stop']),
    }),
  ),
  // Of an access of the guest. The node is the one on top, which while a backup runs is the job's filter.
  known(
    'BLOCK_IO_ERROR',
    v.looseObject({
      'node-name': v.optional(v.string()),
      operation: v.picklist(['read', 'write']),
      action: v.picklist(['ignore', 'report', 'stop']),
      reason: v.string(),
    }),
  ),
  known('BLOCK_JOB_PENDING', v.looseObject({ type: v.string(), id: v.string() })),
  known('SHUTDOWN', v.looseObject({ guest: v.boolean(), reason: v.string() })),
  known('STOP', v.optional(v.looseObject({}), {})),
  known('RESUME', v.optional(v.looseObject({}), {})),
]);

const anyEvent = v.looseObject({
  event: v.string(),
  data: v.optional(v.unknown(), {}),
  timestamp,
});

type KnownEvent = v.InferOutput<typeof knownEvent>;

/** The events whose data is typed. */
export type KnownEventName = KnownEvent['name'];

/** An event that the engine does not know, or whose data has an unknown shape. */
export interface OtherEvent {
  readonly name: 'OTHER';
  /** QEMU's name of the event, for example `DEVICE_TRAY_MOVED`. */
  readonly event: string;
  readonly data: unknown;
  readonly time: number | undefined;
}

/** An event of QEMU; `switch` on `name` to get at its data. `time` is QEMU's clock, ms since 1970. */
export type QmpEvent = KnownEvent | OtherEvent;

/**
 * The event that a message holds, or undefined when the message is none.
 *
 * Data of an unexpected shape makes an `OTHER` event, not an error: a newer QEMU must not end the
 * watch over a running backup, and the state of every job can be asked for.
 */
export function readEvent(message: unknown): QmpEvent | undefined {
  // Most messages are replies, and to hold one against each event takes longer than to read it.
  if (typeof message !== 'object' || message === null || !('event' in message)) return undefined;
  const listed = v.safeParse(knownEvent, message);
  if (listed.success) {
    return listed.output;
  }
  const other = v.safeParse(anyEvent, message);
  if (other.success) {
    const { event, data, timestamp: time } = other.output;
    return { name: 'OTHER', event, data, time };
  }
  return undefined;
}
