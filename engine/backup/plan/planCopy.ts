import type { BackupDefinition, DiskDefinition } from '../../document';
import type { PlanFinding } from '../errors';
import type { NamedBitmap, TrackedNode } from '../machine/tracking';
import { parseBitmapName, type BitmapFacts } from '../names/bitmapName';
import type { Copy, PlannedDisk } from './backupPlan';
import { untrackable } from './trackable';

/** A disk that is to be copied since a checkpoint. */
interface CopyRequest {
  planned: PlannedDisk;
  /** The disk's label on the machine. */
  label: string;
  /** The checkpoint's name. */
  since: string;
  nodes: readonly TrackedNode[];
  /** The machine's UUID, where it has one. */
  machine: string | undefined;
}

/** The checkpoint that a disk is to be copied since, by libvirt's rules; `undefined`: it is copied as a whole. */
export function checkpointFor(definition: BackupDefinition, disk?: DiskDefinition): string | undefined {
  if (disk?.backupMode === 'full') return undefined;
  return disk?.incremental ?? definition.incremental;
}

/** A bitmap of the checkpoint that is asked for. */
interface Candidate {
  node: string;
  bitmap: NamedBitmap;
  facts: BitmapFacts;
}

function candidates({ nodes, since }: CopyRequest): Candidate[] {
  return nodes.flatMap(({ node, bitmaps }) =>
    bitmaps.flatMap((bitmap): Candidate[] => {
      const facts = parseBitmapName(bitmap.name);
      return facts?.stage === 'kept' && facts.checkpoint === since ? [{ node, bitmap, facts }] : [];
    }),
  );
}

/** Why a bitmap does not tell what was written to this disk since its checkpoint, as a code and a clause. */
type Trouble = [code: string, clause: string];

const FULL = 'make a full backup of it, with a new checkpoint';

function whyMissing({ planned, label, since, nodes }: CopyRequest, elsewhere: readonly Candidate[]): Trouble {
  const meant = parseBitmapName(since)?.checkpoint;
  if (meant !== undefined) {
    return ['bitmap-for-checkpoint', `"${since}" is the bitmap of checkpoint "${meant}"; write "${meant}"`];
  }
  const own = nodes.find(({ node }) => node === planned.node);
  if (own?.bitmaps.some(({ name, persistent }) => persistent && name === since)) {
    return [
      'foreign-checkpoint',
      `"${since}" was made on it by another program, such as libvirt, ` +
        `and nobody can tell which backup it belongs to; ${FULL}`,
    ];
  }
  if (elsewhere.some(({ facts }) => facts.disk === label)) {
    return [
      'bitmap-below-snapshot',
      `a snapshot was taken since checkpoint "${since}", whose bitmap stayed in the image below; ${FULL}`,
    ];
  }
  const reason = own && untrackable(own);
  if (reason !== undefined) {
    return [
      'cannot-track',
      `it cannot be copied since "${since}": ${reason}, or copy it with backupmode="full"`,
    ];
  }
  const there = (own?.bitmaps ?? []).flatMap(({ name }) => {
    const facts = parseBitmapName(name);
    return facts?.stage === 'kept' ? [`"${facts.checkpoint}"`] : [];
  });
  const those = there.length > 0 ? `it has ${there.join(', ')}` : 'it has none';
  return [
    'bitmap-missing',
    `there is no checkpoint "${since}" on it (${those}): it was not made on this disk, ` +
      `was deleted, or was lost because QEMU was killed; name another one, or ${FULL}`,
  ];
}

function whyUseless({ planned, label, since, machine }: CopyRequest, found: Candidate): Trouble | undefined {
  const { bitmap, facts } = found;
  if (bitmap.inconsistent) {
    return [
      'bitmap-inconsistent',
      `checkpoint "${since}" is broken on it, because QEMU was killed ` +
        `while it kept track; delete the checkpoint, and ${FULL}`,
    ];
  }
  if (!bitmap.recording) {
    return [
      'bitmap-stopped',
      `somebody has stopped checkpoint "${since}" on it, ` +
        `so that writes may be missing; delete the checkpoint, and ${FULL}`,
    ];
  }
  if (facts.machine !== machine) {
    const was = facts.machine === undefined ? 'one without a UUID' : `the one with UUID ${facts.machine}`;
    const is = machine === undefined ? 'this one has none' : `this one has ${machine}`;
    return [
      'machine-replaced',
      `checkpoint "${since}" was made on another machine, ${was}, and ${is}, whatever its name; ${FULL}`,
    ];
  }
  if (facts.disk !== label) {
    return [
      'disk-replaced',
      `its image was disk "${facts.disk}" when checkpoint "${since}" was made; ${FULL}`,
    ];
  }
  if (facts.size !== planned.size) {
    return [
      'disk-resized',
      `it had ${facts.size} bytes when checkpoint "${since}" was made, and has ${planned.size} now; ${FULL}`,
    ];
  }
  return undefined;
}

/** Works out how a disk is copied since a checkpoint, or why that cannot be, with the way out. */
export function planCopy(request: CopyRequest): Copy | PlanFinding {
  const { planned, since } = request;
  const finding = ([code, clause]: Trouble): PlanFinding => ({
    disk: planned.disk,
    severity: 'error',
    code,
    message: `Disk "${planned.disk}": ${clause}.`,
  });
  const all = candidates(request);
  const [found, ...others] = all.filter(({ node }) => node === planned.node);
  if (!found) return finding(whyMissing(request, all));
  if (others.length > 0) {
    return finding([
      'ambiguous-checkpoint',
      `it has several checkpoints "${since}"; delete all but one, by their runs`,
    ]);
  }
  const trouble = whyUseless(request, found);
  if (trouble) return finding(trouble);
  return { kind: 'since', checkpoint: since, bitmap: found.bitmap.name, run: found.facts.run };
}
