const factors: Record<string, number> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/** 1 PiB a second: no machine is that fast, and QEMU's speeds from there on mean something else (`liftedSpeed.ts`). */
const FASTEST = 2 ** 50;

/**
 * Below this QEMU seems to hang, since it copies a disk in pieces of 64 KiB and more: such a number lacks its suffix. In
 * bytes a second.
 */
export const SLOWEST_SPEED = 64 * 1024;

/**
 * Reads a speed as people write it: bytes a second, with a suffix K, M or G (binary units, as QEMU and libvirt count
 * them), such as `8M`, `1.5G`, `500K`, `8MiB/s`; `0` is no limit.
 * @returns bytes a second, whole; undefined where the text is no speed, such as a fraction of a byte
 */
export function parseSpeed(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([KMG]?)(?:i?B)?(?:\/s)?$/i.exec(text.trim()) ?? [];
  // Without its suffix, "0.5" would be half a byte.
  if (number === '' || (unit === '' && number.includes('.'))) return undefined;
  const speed = Math.round(Number(number) * (factors[unit.toUpperCase()] ?? 1));
  // What is next to nothing must not become 0, which is no limit.
  const isNothing = speed === 0 && Number(number) > 0;
  return speed < FASTEST && !isNothing ? speed : undefined;
}
