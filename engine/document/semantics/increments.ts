import type { DocumentProblem } from '../problemCodes';
import { expecting, say } from '../wording';
import { textOf, type BackupTree, type DiskNode } from './backupTree';
import { valueRange, type Rule } from './rule';

/** The disks of which only what changed is copied. */
export function increments(tree: BackupTree): DiskNode[] {
  return tree.disks.filter(({ backup, backupMode, incremental }) => {
    if (backup === 'no') return false;
    // A value that is neither `full` nor `incremental` is the schema's business.
    if (backupMode) return backupMode.value?.text === 'incremental';
    return incremental !== undefined || tree.incremental !== undefined;
  });
}

/** What changed can only be told since a checkpoint. */
export const missingCheckpoints: Rule = (tree) => {
  const since = tree.incremental;
  if (since) {
    if (textOf(since) !== '' || tree.isMisnamed || since.startTag.form === 'unfinished') return [];
    return [
      {
        range: since.name.range,
        severity: 'error',
        code: 'missing-checkpoint',
        ...say('"incremental" names no checkpoint; expected the name of a checkpoint'),
      },
    ];
  }
  if (tree.isOpen) return [];
  return increments(tree).flatMap((disk): DocumentProblem[] => {
    const { backupMode, incremental, isOpen } = disk;
    if (isOpen) return [];
    const named = incremental?.value?.text;
    const place = incremental ?? backupMode;
    if (!place || (named !== undefined && named !== '')) return [];
    if (incremental && !incremental.value) return [];
    return [
      {
        range: valueRange(place),
        severity: 'error',
        code: 'missing-checkpoint',
        ...expecting(say('disk "{0}" is to be incremental, but no checkpoint is named', nameOf(disk)), [
          say('the attribute or the element "incremental"'),
        ]),
      },
    ];
  });
};

/** Only some disks being incremental may well be meant, but is easily overlooked. */
export const partialIncrements: Rule = (tree) => {
  const some = increments(tree);
  if (some.length === 0) return [];
  const counted = new Set(some);
  const full = tree.disks.filter((disk) => !counted.has(disk) && isFull(disk));
  if (tree.incremental || tree.isOpen || full.length === 0 || missingCheckpoints(tree).length > 0) return [];
  const named = some.filter(({ incremental }) => incremental?.value);
  const [first, ...others] = named;
  if (!first?.incremental) return [];
  return [
    {
      range: valueRange(first.incremental),
      severity: 'information',
      code: 'partial-increment',
      ...say(
        'only some disks are incremental, among them "{0}"; the others are copied in full',
        nameOf(first),
      ),
      related: others.flatMap((other) => {
        if (!other.incremental) return [];
        return [{ range: valueRange(other.incremental), ...say('"{0}" is incremental, too', nameOf(other)) }];
      }),
    },
  ];
};

/** Whether a disk that is no increment is certainly copied in full. */
function isFull({ backup, backupMode, isOpen }: DiskNode): boolean {
  return backup === 'yes' && !isOpen && (!backupMode || backupMode.value?.text === 'full');
}

function nameOf({ name }: DiskNode): string {
  return name?.value?.text ?? '';
}
