import prettyBytes from 'pretty-bytes';

/** `64 MiB`: bytes in binary units, as QEMU and libvirt count them. */
export function formatBytes(bytes: number): string {
  return prettyBytes(bytes, { binary: true });
}

/** `12.5 MiB/s`, from bytes a second; rounded, so that a steady rate reads steadily. */
export function formatRate(bytesPerSecond: number): string {
  return `${prettyBytes(bytesPerSecond, { binary: true, maximumFractionDigits: 1 })}/s`;
}

/**
 * `42%` of a disk's bytes. Rounded down, so that 100% means all of it; where there is nothing to copy, it is all done
 * once it is completed.
 */
export function formatPercent({ current, total, state }: Progress): string {
  if (total === 0) return state === 'completed' ? '100%' : '0%';
  return `${Math.floor((current / total) * 100)}%`;
}

/** Bytes done, bytes in all, and what is being done. */
interface Progress {
  current: number;
  total: number;
  state: string;
}

/** How long something takes, in the units that people are told it in. */
type Duration =
  { unit: 'seconds' | 'minutes' | 'days'; count: number } | { unit: 'hours'; count: number; minutes: number };

/** A time in seconds, never more exact than an estimate is, and never none. */
export function durationOf(seconds: number): Duration {
  const minutes = Math.round(seconds / 60);
  if (seconds < 90) return { unit: 'seconds', count: Math.max(1, Math.ceil(seconds)) };
  if (minutes < 90) return { unit: 'minutes', count: minutes };
  if (minutes < 48 * 60) return { unit: 'hours', count: Math.floor(minutes / 60), minutes: minutes % 60 };
  return { unit: 'days', count: Math.round(minutes / 60 / 24) };
}
