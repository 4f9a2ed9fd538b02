import { formatBytes, type Inspection, type PlannedDisk } from '../../engine';
import { table, type Column } from './table';

const COLUMNS: Column[] = [
  { title: 'DISK', align: 'left' },
  { title: 'SIZE', align: 'right' },
  { title: 'NEEDS ABOUT', align: 'right' },
  { title: 'AT MOST', align: 'right' },
  { title: 'FREE', align: 'right' },
  { title: 'COPY', align: 'left' },
  { title: 'FORMAT', align: 'left' },
  { title: 'SOURCE', align: 'left' },
  { title: 'TARGET', align: 'left' },
];

function row(planned: PlannedDisk, spaces: Inspection['spaces']): string[] {
  const { disk, source, node, size, copy, target } = planned;
  const space = spaces.find((one) => one.disk === planned);
  // Of a device nothing is free: it is overwritten. Its size stands there.
  const room = space
    ? [space.need.likely, space.need.most, space.free].map((bytes) => formatBytes(bytes))
    : ['?', '?', '?'];
  return [
    disk,
    formatBytes(size),
    ...room,
    copy.kind === 'full' ? 'full' : `since ${copy.checkpoint}`,
    target.type === 'block' ? `${target.format}, device` : target.format,
    source ?? node,
    target.path,
  ];
}

/** What a backup would do, for people: a headline, and a line for each disk. */
export function planTable({ machine, disks, spaces, checkpoint }: Inspection): string[] {
  const count = disks.length === 1 ? '1 disk' : `${disks.length} disks`;
  const made = checkpoint ? `, with the checkpoint "${checkpoint.name}"` : '';
  return [
    `Backup of ${count} of ${machine.name ?? 'an unnamed machine'} (QEMU ${machine.version})${made}:`,
    ...table(
      COLUMNS,
      disks.map((disk) => row(disk, spaces)),
    ),
  ];
}
