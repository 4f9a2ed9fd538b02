import type { DocumentProblem } from '../problemCodes';
import { textOf, type BackupTree, type DiskNode } from './backupTree';
import { valueRange, type Rule } from './rule';

/** The disks of which only what changed is copied. */
export function increments(tree: BackupTree): DiskNode[] {
  return tree.disks.filter(({ backup, backupMode, incremental }) => {
    if (backup === 'no' || backupMode?.value?.text === 'full') return false;
    return backupMode !== undefined || incremental !== undefined || tree.incremental !== undefined;
  });
}

/** What changed can only be told since a checkpoint. */
export const missingCheckpoints: Rule = (tree) => {
  const since = tree.incremental;
  if (since) {
    if (textOf(since) !== '' || since.startTag.form === 'unfinished') return [];
    return [
      {
        range: since.name.range,
        severity: 'error',
        code: 'missing-checkpoint',
        message: '"incremental" names no checkpoint; expected the name of a checkpoint',
      },
    ];
  }
  return increments(tree).flatMap(({ backupMode, incremental, name }): DocumentProblem[] => {
    const named = incremental?.value?.text;
    const place = incremental ?? backupMode;
    if (!place || (named !== undefined && named !== '')) return [];
    if (incremental && !incremental.value) return [];
    return [
      {
        range: valueRange(place),
        severity: 'error',
        code: 'missing-checkpoint',
        message: `disk "${name?.value?.text ?? ''}" is to be incremental, but no checkpoint is named; expected the attribute or the element "incremental"`,
      },
    ];
  });
};

/** Only some disks being incremental may well be meant, but is easily overlooked. */
export const partialIncrements: Rule = (tree) => {
  const some = increments(tree);
  const all = tree.disks.filter(({ backup }) => backup === 'yes');
  if (tree.incremental || some.length === all.length) return [];
  return some.flatMap(({ incremental, name }): DocumentProblem[] => {
    if (!incremental?.value) return [];
    return [
      {
        range: valueRange(incremental),
        severity: 'information',
        code: 'partial-increment',
        message: `only some disks are incremental, among them "${name?.value?.text ?? ''}"; the others are copied in full`,
      },
    ];
  });
};
