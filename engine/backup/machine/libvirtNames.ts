/**
 * libvirt's target names (`vda`) are unknown to QEMU. libvirt gives each disk's device an alias that follows from
 * the target name, by bus (qemuAssignDeviceDiskAlias and virDomainDiskDefAssignAddress in libvirt's sources), and
 * QEMU itself names the drives of `-drive if=…` alike. This file turns such a name back into a target name.
 */

/** `0` -> `a`, `25` -> `z`, `26` -> `aa`, as in `virIndexToDiskName`. */
function letters(index: number): string {
  const last = String.fromCharCode(97 + (index % 26));
  return index < 26 ? last : letters(Math.floor(index / 26) - 1) + last;
}

/** A rule: the alias, the target's prefix, and the index that the alias's numbers stand for. */
type Rule = [alias: RegExp, prefix: string, index: (...numbers: number[]) => number];

const RULES: Rule[] = [
  [/^virtio-disk(\d+)$/, 'vd', (n = 0) => n],
  [/^usb-disk(\d+)$/, 'sd', (n = 0) => n],
  [/^sd-disk(\d+)$/, 'sd', (n = 0) => n],
  [/^xen-disk(\d+)$/, 'xvd', (n = 0) => n],
  // A wide SCSI controller has 15 usable units: 7 is the controller's own.
  [
    /^scsi(\d+)-\d+-\d+-(\d+)$/,
    'sd',
    (controller = 0, unit = 0) => controller * 15 + (unit > 7 ? unit - 1 : unit),
  ],
  // The narrow controllers (lsilogic) have three numbers in the alias, and 7 units.
  [/^scsi(\d+)-\d+-(\d+)$/, 'sd', (controller = 0, unit = 0) => controller * 7 + unit],
  [/^sata(\d+)-\d+-(\d+)$/, 'sd', (controller = 0, unit = 0) => controller * 6 + unit],
  [/^ide(\d+)-(\d+)-(\d+)$/, 'hd', (controller = 0, bus = 0, unit = 0) => controller * 4 + bus * 2 + unit],
  [/^fdc(\d+)-\d+-(\d+)$/, 'fd', (controller = 0, unit = 0) => controller * 2 + unit],
  // QEMU's own names for `-drive if=virtio`, `if=ide`, `if=scsi`, `if=floppy`.
  [/^virtio(\d+)$/, 'vd', (n = 0) => n],
  [/^ide(\d+)-(?:hd|cd)(\d+)$/, 'hd', (bus = 0, unit = 0) => bus * 2 + unit],
  [/^scsi(\d+)-(?:hd|cd)(\d+)$/, 'sd', (bus = 0, unit = 0) => bus * 7 + unit],
  [/^floppy(\d+)$/, 'fd', (n = 0) => n],
];

/**
 * The libvirt target name that a device alias stands for by convention: `virtio-disk0` and `drive-virtio-disk0` are
 * `vda`. `undefined` where the name follows no convention.
 */
export function targetNameOf(alias: string): string | undefined {
  const bare = alias.replace(/^(?:ua-)?(?:drive-)?/, '');
  for (const [pattern, prefix, index] of RULES) {
    const match = pattern.exec(bare);
    if (match) return prefix + letters(index(...match.slice(1).map(Number)));
  }
  return undefined;
}
