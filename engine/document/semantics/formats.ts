import type { DocumentProblem } from '../problemCodes';
import { expecting, say } from '../wording';
import type { BackupTree, DiskNode } from './backupTree';
import { increments } from './increments';
import { valueRange, type Rule } from './rule';

/** What QEMU can create and write as a backup's target, the usual one first. */
export const writableFormats = ['qcow2', 'raw'];

/** The language lists many formats for a target; QEMU makes backups in two of them. */
export const unsupportedFormats: Rule = (tree) =>
  takingPart(tree).flatMap(({ format }): DocumentProblem[] => {
    const name = format?.value?.text;
    // Pull mode allows qcow2 only, and the schema says so.
    if (!format || name === undefined || tree.mode === 'pull' || writableFormats.includes(name)) return [];
    if (!knownFormats.has(name)) return [];
    return [
      {
        range: valueRange(format),
        severity: 'error',
        code: 'unsupported-format',
        // In the dialect of 2017 there is no raw target.
        ...expecting(
          say('QEMU cannot make a backup in format "{0}"', name),
          tree.dialect === 'rfc' ? ['qcow2'] : writableFormats,
        ),
      },
    ];
  });

/** Names that are none of a format are the schema's business: one slip, one error. */
const knownFormats = new Set(
  'bochs cloop cow dir dmg fat iso luks ploop qcow qed vdi vhd vmdk vpc'.split(' '),
);

/** In a raw image nothing tells a block that did not change from one that holds zeros. */
export const rawIncrements: Rule = (tree) =>
  increments(tree).flatMap(({ format }): DocumentProblem[] => {
    if (format?.value?.text !== 'raw') return [];
    return [
      {
        range: valueRange(format),
        severity: 'error',
        code: 'raw-increment',
        ...say('a raw image cannot tell which blocks an increment holds; qcow2 can'),
      },
    ];
  });

function takingPart({ disks }: BackupTree): DiskNode[] {
  return disks.filter(({ backup }) => backup === 'yes');
}
