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

/** What is copied of a disk, or was to be. */
function copyWords(planned: PlannedDisk, { impossible }: Inspection): string {
  const wanted = impossible.get(planned);
  if (wanted !== undefined) return `since ${wanted} (impossible)`;
  return planned.copy.kind === 'full' ? 'full' : `since ${planned.copy.checkpoint}`;
}

function row(planned: PlannedDisk, inspection: Inspection): string[] {
  const { disk, source, node, size, target } = planned;
  const space = inspection.spaces.find((one) => one.disk === planned);
  // Of a device nothing is free: it is overwritten. Its size stands there.
  const room = space
    ? [space.need.likely, space.need.most, space.free].map((bytes) => formatBytes(bytes))
    : ['?', '?', '?'];
  return [
    disk,
    formatBytes(size),
    ...room,
    copyWords(planned, inspection),
    target.type === 'block' ? `${target.format}, device` : target.format,
    source ?? node,
    target.path,
  ];
}

/** What a backup would do, for people: a headline, and a line for each disk. */
export function planTable(inspection: Inspection): string[] {
  const { machine, disks, checkpoint } = inspection;
  const count = disks.length === 1 ? '1 disk' : `${disks.length} disks`;
  const made = checkpoint ? `, with the checkpoint "${checkpoint.name}"` : '';
  return [
    `Backup of ${count} of ${machine.name ?? 'an unnamed machine'} (QEMU ${machine.version})${made}:`,
    ...table(
      COLUMNS,
      disks.map((disk) => row(disk, inspection)),
    ),
  ];
}
