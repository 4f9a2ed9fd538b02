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
