import type { DocumentProblem } from '../problemCodes';
import type { XmlDocument } from '../xml/tree';
import { attribute, child, children } from './backupTree';
import { repeatedDisks } from './duplicateDisks';

/** What is wrong with a checkpoint document although the schema allows it. */
export function checkCheckpoint({ root }: XmlDocument): DocumentProblem[] {
  const list = root?.localName === 'domaincheckpoint' ? child(root, 'disks') : undefined;
  if (!list) return [];
  const disks = children(list, 'disk').map((element) => ({
    name: attribute(element, 'name'),
    isLeftOut: attribute(element, 'checkpoint')?.value?.text === 'no',
  }));
  const problems = repeatedDisks(disks.flatMap(({ name }) => name ?? []));
  const others = list.children.some((node) => node.kind === 'element' && node.localName !== 'disk');
  if (disks.length > 0 && !others && disks.every(({ isLeftOut }) => isLeftOut)) {
    problems.push({
      range: list.name.range,
      severity: 'error',
      code: 'no-disk-left',
      message: 'every disk is excluded by checkpoint="no", so the checkpoint would hold nothing',
    });
  }
  return problems;
}
