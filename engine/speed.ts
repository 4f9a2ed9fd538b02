const factors: Record<string, number> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/** 1 PiB a second: no machine is that fast, and QEMU's speeds from there on mean something else (`liftedSpeed.ts`). */
const FASTEST = 2 ** 50;

/**
 * Reads a speed as people write it: bytes a second, with a suffix K, M or G (binary units, as QEMU and libvirt count
 * them), such as `8M`, `1.5G`, `500K`, `8MiB/s`; `0` is no limit.
 * @returns bytes a second, whole; undefined where the text is no speed
 */
export function parseSpeed(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([KMG]?)(?:i?B)?(?:\/s)?$/i.exec(text.trim()) ?? [];
  if (number === '') return undefined;
  const speed = Math.round(Number(number) * (factors[unit.toUpperCase()] ?? 1));
  return speed < FASTEST ? speed : undefined;
}
