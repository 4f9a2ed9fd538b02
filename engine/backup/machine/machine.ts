import {
  type BlockDevice,
  type BlockImage,
  type BlockNode,
  type ExecuteOptions,
  type QmpClient,
} from '../../qmp';
import { parseNodeName, type RunId } from '../names/runId';
import { targetNameOf } from './libvirtNames';
import { ofGuest } from './ofGuest';
import { sourceName, sourcePath } from './sourcePath';
import { queryNodes } from './queryNodes';
import { toTracked, type TrackedNode } from './tracking';

/** One image of the chain that a disk is read from. */
interface DiskImage {
  /** Its absolute path, where it has one. */
  path?: string;
  /** Bytes that it takes on its file system; absent where that is not known, as of a device. */
  allocated?: number;
}

/** A disk of the running machine: a drive with its medium, or a block node that no device uses. */
export interface Drive {
  /** What people call it: its libvirt target name where one follows from its names, else its first other name. */
  label: string;
  /** Every name it answers to: target name, drive id, qdev id, node name. */
  names: string[];
  /** The node that a backup reads from; absent for a drive without a medium. */
  node?: string;
  /** The absolute path of its image, where it has one. */
  path?: string;
  /** The top node's driver, such as `qcow2`. */
  format?: string;
  /** Virtual size in bytes. */
  size: number;
  access: 'read-only' | 'writable';
  /** `inactive`: QEMU may not touch its image, which another QEMU may have. */
  activity: 'active' | 'inactive';
  /** The job whose filter sits on it right now; QEMU lets no second one in. */
  busy: 'no' | 'backup' | 'mirror' | 'commit';
  /** The run whose filter that is; absent where it is none of ours. */
  run?: RunId;
  /** Its image and those that back it, the top one first. Of a node that no drive uses, the top one alone. */
  images: DiskImage[];
}

/** What a running QEMU has that a backup may be made of. */
export interface Machine {
  /** The guest's name (`-name`); absent where none was given, and for qemu-storage-daemon. */
  name?: string;
  /** The guest's UUID (`-uuid`); absent where none was given, and for qemu-storage-daemon. */
  uuid?: string;
  /** QEMU's version, such as `7.2.22`. */
  version: string;
  /** QEMU's RunState, such as `running` or `inmigrate`; absent for qemu-storage-daemon. */
  state?: string;
  drives: Drive[];
  /** Block nodes that no drive has on top. They are found by their name, but take no part in "all disks". */
  nodes: Drive[];
  /** The paths of all files that QEMU has open, backing files among them. */
  openFiles: string[];
}

/** What QEMU answers where it was started without `-uuid`. */
const NO_UUID = '00000000-0000-0000-0000-000000000000';

/** `/machine/peripheral/virtio-disk0/virtio-backend` -> `virtio-disk0`; anonymous devices have no id. */
function qdevId(qdev: string | undefined): string | undefined {
  if (qdev === undefined || qdev === '') return undefined;
  if (!qdev.startsWith('/')) return qdev;
  return /^\/machine\/peripheral\/([^/]+)/.exec(qdev)?.[1];
}

/** The drivers of the filters that QEMU puts on a disk for the time of a job. */
const FILTERS: Record<string, Drive['busy']> = {
  'copy-before-write': 'backup',
  mirror_top: 'mirror',
  commit_top: 'commit',
};

/** The drivers of nodes that have a device of the host open. Of such a one QEMU says that it takes 0 bytes. */
const DEVICES = ['host_device', 'host_cdrom'];

/** Whether an image lies on a device of the host: the node that has that open goes by the same name. */
function isOnDevice({ filename }: BlockImage, nodes: readonly BlockNode[]): boolean {
  const name = sourceName(filename);
  return nodes.some(({ drv, file }) => DEVICES.includes(drv) && sourceName(file) === name);
}

function imagesOf(image: BlockImage | undefined, nodes: readonly BlockNode[]): DiskImage[] {
  if (!image) return [];
  const path = sourcePath(image.filename);
  const allocated = isOnDevice(image, nodes) ? undefined : image['actual-size'];
  const own = { ...(path !== undefined && { path }), ...(allocated !== undefined && { allocated }) };
  return [own, ...imagesOf(image['backing-image'], nodes)];
}

function toDrive(block: BlockDevice, nodes: readonly BlockNode[]): Drive {
  const { inserted } = block;
  const ids = [block.device, qdevId(block.qdev)].filter((id) => id !== undefined && id !== '') as string[];
  const targets = ids.map(targetNameOf).filter((target) => target !== undefined);
  const node = inserted?.['node-name'];
  const names = [...new Set([...targets, ...ids, ...(node === undefined ? [] : [node])])];
  const path = inserted && sourcePath(inserted.file);
  return {
    label: names[0] ?? block.qdev ?? 'unnamed drive',
    names,
    ...(inserted && { node, format: inserted.drv }),
    ...(path !== undefined && { path }),
    size: inserted?.image['virtual-size'] ?? 0,
    access: inserted?.ro === true ? 'read-only' : 'writable',
    activity: inserted?.active === false ? 'inactive' : 'active',
    ...(inserted ? jobOn(inserted, nodes) : { busy: 'no' }),
    images: imagesOf(inserted?.image, nodes),
  };
}

function toNode(node: BlockNode, nodes: readonly BlockNode[]): Drive {
  const name = node['node-name'] ?? '';
  const path = sourcePath(node.file);
  return {
    label: name,
    names: [name],
    node: name,
    ...(path !== undefined && { path }),
    format: node.drv,
    size: node.image['virtual-size'],
    access: node.ro ? 'read-only' : 'writable',
    activity: node.active ? 'active' : 'inactive',
    ...jobOn(node, nodes),
    images: imagesOf(node.image, nodes),
  };
}

/**
 * The job whose filter sits on a node. A filter that was given no name is left out of `query-block`, and the stable
 * commands tell no edges of the graph; but a filter has the file name of what it filters.
 */
function jobOn(node: BlockNode, nodes: readonly BlockNode[]): Pick<Drive, 'busy' | 'run'> {
  const filter = nodes.find(({ file, drv }) => file === node.file && FILTERS[drv] !== undefined);
  const run = parseNodeName(filter?.['node-name'] ?? '')?.run;
  return { busy: FILTERS[filter?.drv ?? ''] ?? 'no', ...(run !== undefined && { run }) };
}

/** A machine with the tracking of writes on it, of one moment. */
interface TrackedMachine {
  machine: Machine;
  /** Every block node, the layers below the disks among them. */
  nodes: TrackedNode[];
}

/**
 * Looks at a running QEMU: its drives and block nodes, by every name they go by.
 * @throws {QmpError} when QEMU does not answer, or not as documented
 */
export async function readMachine(client: QmpClient, options: ExecuteOptions = {}): Promise<Machine> {
  return (await readTrackedMachine(client, options)).machine;
}

/**
 * Looks at a running QEMU, and at the dirty bitmaps of its nodes.
 * @throws {QmpError} when QEMU does not answer, or not as documented
 */
export async function readTrackedMachine(
  client: QmpClient,
  options: ExecuteOptions = {},
): Promise<TrackedMachine> {
  const [guest, identity, status, blocks, nodes] = await Promise.all([
    ofGuest(client.execute('query-name', {}, options)),
    ofGuest(client.execute('query-uuid', {}, options)),
    ofGuest(client.execute('query-status', {}, options)),
    client.execute('query-block', {}, options),
    queryNodes(client, options),
  ]);
  const drives = blocks.map((block) => toDrive(block, nodes));
  const onTop = new Set(drives.map((drive) => drive.node));
  const { major, minor, micro } = client.version;
  const name = guest?.name;
  const uuid = identity?.UUID.toLowerCase();
  const machine = {
    ...(name !== undefined && { name }),
    ...(uuid !== undefined && uuid !== NO_UUID && { uuid }),
    version: `${major}.${minor}.${micro}`,
    ...(status && { state: status.status }),
    drives,
    nodes: nodes.filter((node) => !onTop.has(node['node-name'])).map((node) => toNode(node, nodes)),
    openFiles: nodes.map((node) => sourcePath(node.file)).filter((path) => path !== undefined),
  };
  return { machine, nodes: nodes.map(toTracked) };
}
