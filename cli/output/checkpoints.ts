import { formatBytes, type BitmapState, type Checkpoint, type CheckpointDisk } from '../../engine';
import { table, type Column } from './table';
import { when } from './when';

/** A checkpoint, and what is known here of the backup that it was made with. */
export interface ListedCheckpoint extends Checkpoint {
  /** Why that backup cannot be built on any more, in a sentence; absent where it can, or nobody here knows. */
  lost?: string;
}

const COLUMNS: Column[] = [
  { title: 'CHECKPOINT', align: 'left' },
  { title: 'MADE', align: 'left' },
  { title: 'WRITTEN SINCE', align: 'right' },
  { title: 'DISKS', align: 'left' },
  { title: 'STATE', align: 'left' },
  { title: 'RUN', align: 'left' },
];

/** What a bitmap is good for, and why no more. */
const STATES: Record<BitmapState, { word: string; why?: string }> = {
  consistent: { word: 'consistent' },
  inconsistent: { word: 'broken', why: 'QEMU was killed; delete it, and make a full backup' },
  'below-snapshot': {
    word: 'below a snapshot',
    why: 'it stayed in the image below, and tells of nothing written since; make a full backup, with a new checkpoint',
  },
  stopped: { word: 'stopped', why: 'by somebody; delete it, and make a full backup' },
};

/** What a checkpoint is good for. One that has lost its backup still tells what was written since, to no avail. */
function stateWord({ state, lost, disks }: ListedCheckpoint): string {
  if (state === 'consistent') return lost === undefined ? STATES[state].word : 'backup lost';
  return states(disks)
    .map((one) => `${STATES[one].word}${someOf(disks, one)}`)
    .join(', ');
}

/** What is not right on the disks of a checkpoint, each once. */
const states = (disks: readonly CheckpointDisk[]) => [
  ...new Set(disks.map(({ state }) => state).filter((state) => state !== 'consistent')),
];

/** The disks with a state, in brackets, where others have another. */
function someOf(disks: readonly CheckpointDisk[], state: BitmapState): string {
  const those = disks.filter((one) => one.state === state);
  return those.length === disks.length ? '' : ` (${those.map(({ disk }) => disk).join(', ')})`;
}

/** Why nothing can start from a checkpoint any more, and what to do; nothing where something can. */
function reasons({ name, disks, lost }: ListedCheckpoint): string[] {
  return [
    ...states(disks).flatMap((state) => {
      const { word, why } = STATES[state];
      return why === undefined ? [] : [`"${name}" is ${word}${someOf(disks, state)}: ${why}.`];
    }),
    // It may only have been moved, so nobody is told to delete the checkpoint.
    ...(lost === undefined
      ? []
      : [
          `"${name}": its backup is not whole any more. ${lost} ` +
            'Bring it back, say where it is (--catalog DIR), or make a full backup.',
        ]),
  ];
}

const written = ({ state, dirty }: CheckpointDisk) => (state === 'consistent' ? formatBytes(dirty) : '?');

/** The sum over the disks, as far as it is known: `64 KiB + ?`. */
function sum({ state, disks }: Checkpoint): string {
  const known = disks.filter((disk) => disk.state === 'consistent');
  if (known.length === 0) return '?';
  const total = formatBytes(known.reduce((bytes, { dirty }) => bytes + dirty, 0));
  return state === 'consistent' ? total : `${total} + ?`;
}

/** A line for each checkpoint, and below them why nothing can start from some any more. */
export function checkpointTable(checkpoints: readonly ListedCheckpoint[]): string[] {
  const lines = table(
    COLUMNS,
    checkpoints.map((checkpoint) => {
      const { name, madeAt, disks, run } = checkpoint;
      const made = madeAt === undefined ? '?' : when(madeAt);
      const names = disks.map(({ disk }) => disk).join(', ');
      return [name, made, sum(checkpoint), names, stateWord(checkpoint), run ?? 'of another program'];
    }),
  );
  return [...lines, ...checkpoints.flatMap(reasons)];
}

/** One checkpoint, disk by disk. */
export function checkpointDetails({ name, madeAt, run, disks, lost }: ListedCheckpoint): string[] {
  const origin = madeAt === undefined ? 'made by another program' : `made ${when(madeAt)} by run ${run}`;
  return [
    `Checkpoint "${name}", ${origin}:`,
    ...(lost === undefined ? [] : [`  Its backup is not whole any more: ${lost}`]),
    ...disks.map((disk) => {
      const job = disk.inUse === 'yes' ? ', in use by a job' : '';
      const { word, why } = STATES[disk.state];
      const state = why === undefined ? word : `${word}: ${why}`;
      return (
        `  ${disk.disk}: ${written(disk)} written since; ` +
        `${state}${job} (bitmap "${disk.bitmap}" of node ${disk.node})`
      );
    }),
  ];
}

/** What cannot be done any more once a checkpoint is deleted, and what can. */
export function whatIsLost(checkpoint: ListedCheckpoint, all: readonly ListedCheckpoint[]): string[] {
  const left = all.filter(
    (one) =>
      one.madeBy === 'domainbackup' &&
      one.state === 'consistent' &&
      one.lost === undefined &&
      !(one.name === checkpoint.name && one.run === checkpoint.run),
  );
  const names = left.map(({ name }) => `"${name}"`).join(', ');
  return [
    ...checkpointDetails(checkpoint),
    'With it goes the record of these writes: no increment can start ' +
      `from "${checkpoint.name}" any more. Backups stay as they are.`,
    left.length > 0
      ? `Increments can start from: ${names}.`
      : 'No other checkpoint is left to start from: the next backup has to be a full one.',
  ];
}
