import type { TrackedNode } from '../machine/tracking';

/**
 * Why QEMU cannot note the writes to a disk in a bitmap that lasts, with the way out; `undefined` where it can. The
 * rules are those of qcow2_co_can_store_new_dirty_bitmap in QEMU's qcow2-bitmap.c.
 */
export function untrackable({ driver, compat, access }: TrackedNode): string | undefined {
  if (driver !== 'qcow2') {
    return `its image is ${driver}, and only qcow2 keeps track of writes; convert it with qemu-img`;
  }
  if (compat === '0.10') {
    return (
      'its image is qcow2 of version 2, which keeps no track of writes; ' +
      'turn it into version 3 with qemu-img amend -o compat=1.1 while no QEMU has it open'
    );
  }
  return access === 'read-only'
    ? 'it is read-only, and no track of writes can be kept in its image'
    : undefined;
}
