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
 * `42%`, from bytes done and bytes in all. Rounded down, so that 100% means all of it; nothing to do counts as done
 * only once it has ended, so a total of 0 gives `0%`.
 */
export function formatPercent(current: number, total: number): string {
  return `${total === 0 ? 0 : Math.floor((current / total) * 100)}%`;
}
