import type { DocumentProblem } from '../problemCodes';
import { say } from '../wording';
import type { XmlDocument } from '../xml/tree';
import { attribute, child, children } from './backupTree';
import { repeatedDisks } from './duplicateDisks';
import type { Reading } from './reading';

/** What is wrong with a checkpoint document although the schema allows it. */
export function checkCheckpoint({ root }: XmlDocument, reading: Reading): DocumentProblem[] {
  const list = root?.localName === 'domaincheckpoint' ? child(root, 'disks', reading) : undefined;
  if (!list) return [];
  const disks = children(list, 'disk', reading).map((element) => ({
    name: attribute(element, 'name', reading),
    isLeftOut: attribute(element, 'checkpoint', reading)?.value?.text === 'no',
  }));
  const problems = repeatedDisks(disks.flatMap(({ name }) => name ?? []));
  const others = list.children.filter(({ kind }) => kind === 'element').length - disks.length;
  if (disks.length > 0 && others === 0 && disks.every(({ isLeftOut }) => isLeftOut)) {
    problems.push({
      range: list.name.range,
      severity: 'error',
      code: 'no-disk-left',
      ...say('every disk is excluded by checkpoint="no", so the checkpoint would hold nothing'),
    });
  }
  return problems;
}
