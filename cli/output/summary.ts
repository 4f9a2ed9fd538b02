import { lossText, type CheckpointResult, type DiskResult, type RunResult } from '../../engine';

/** The closing lines for people: how the run ended, and each disk. */
export function summarise(result: RunResult): string[] {
  const { disks, checkpoint } = result;
  return [
    headline(result),
    ...disks.map((disk) => `  ${disk.disk}: ${diskWords(disk, result)}`),
    ...(checkpoint ? [`  checkpoint "${checkpoint.name}": ${fate(checkpoint)}`] : []),
    ...whatToDo(result),
  ];
}

function headline({ run, outcome, loss }: RunResult): string {
  if (outcome !== 'unknown') return `Backup ${run} ${outcome === 'cancelled' ? 'was cancelled' : outcome}.`;
  return `The outcome of backup ${run} is unknown${loss === undefined ? '.' : `: ${lossText(loss)}`}`;
}

const SIDES = { source: 'reading the disk', target: 'writing the target' };

/** How a disk's backup ended. Why nobody knows is told of the whole run, once. */
function diskWords({ target, outcome, error, side, remains }: DiskResult, { loss }: RunResult): string {
  if (outcome === 'completed') return error === undefined ? target : `${target}: ${error}`;
  const file = remains === undefined ? '' : `; ${whereIs({ target, outcome, remains })}`;
  if (outcome === 'unknown' && loss !== undefined) return `${outcome}${file}`;
  const what = side === undefined ? outcome : `${outcome}, ${SIDES[side]}`;
  // Of one that was cancelled, the error says that it was, and because of what.
  const words = error === undefined ? what : outcome === 'cancelled' ? error : `${what}: ${error}`;
  // Of one that is not known yet, the error names it.
  if (outcome === 'unknown' || file === '') return words;
  return `${words.replace(/\.$/, '')}${file}`;
}

/** Where what a disk's backup has written stays. */
function whereIs({ target, outcome, remains }: Pick<DiskResult, 'target' | 'outcome' | 'remains'>): string {
  // Nothing in its name says so.
  const no = remains === target && outcome !== 'unknown' ? ', which is no backup: remove it' : '';
  return `what it wrote so far is in "${remains}"${no}`;
}

/** A line for each disk of a backup of which a file stays, or of which something else is to be told. */
export function remainLines(result: RunResult): string[] {
  return result.disks.flatMap((disk) => {
    const { error, remains } = disk;
    if (error !== undefined) return [`  ${disk.disk}: ${diskWords(disk, result)}`];
    return remains === undefined ? [] : [`  ${disk.disk}: ${whereIs(disk)}`];
  });
}

/** What becomes of files that nobody can judge. */
function whatToDo({ outcome, disks }: RunResult): string[] {
  if (outcome !== 'unknown') return [];
  const count = disks.filter(({ remains }) => remains !== undefined).length;
  if (count === 0) return [];
  const [files, them] = count === 1 ? ['this file is', 'it'] : ['these files are', 'them'];
  return [
    `Whether ${files} whole nobody here can tell, qemu-img check included. ` +
      // Whoever has no record of the backup may have settled it, and been told how it ended.
      `Unless somebody else was told that the backup completed, make it again, then remove ${them}.`,
  ];
}

/** A backup may be complete and its checkpoint not be made: then the next one has to be a full one. */
function fate({ state, error }: CheckpointResult): string {
  return error === undefined ? state : `${state}: ${error}; make the next backup a full one`;
}
