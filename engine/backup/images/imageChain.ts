/** An image in a chain: the top first, each on top of the next. */
export interface ChainImage {
  /** An absolute path. */
  file: string;
  format: 'qcow2' | 'raw';
  type: 'file' | 'block';
  /** Virtual size in bytes; a raw image on a block device is only the device's beginning. */
  virtualSize: number;
}

/**
 * A chain as qemu-img takes an image: QEMU's json: pseudo-protocol. What an image itself says of a backing file is
 * never followed: the backups lie beside each other, and only the one who reads them puts them on top of each other.
 */
export function chainName(images: readonly [ChainImage, ...ChainImage[]]): string {
  const node = images.toReversed().reduce<object | null>((backing, { file, format, type, virtualSize }) => {
    const driver = type === 'block' ? 'host_device' : 'file';
    const protocol = { driver, filename: file, 'read-only': true };
    // Only qcow2 can have something below it, and only a raw device is longer than the disk.
    return format === 'qcow2'
      ? { driver: 'qcow2', 'read-only': true, file: protocol, backing }
      : { driver: 'raw', 'read-only': true, size: virtualSize, file: protocol };
  }, null);
  return `json:${JSON.stringify(node)}`;
}
