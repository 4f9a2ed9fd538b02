import type { XmlElement } from '../xml/tree';
import { children } from './backupTree';
import type { Rule } from './rule';

/** A backup of nothing is a slip. Without any listed disk, every disk of the machine takes part. */
export const noDiskLeft: Rule = ({ mode, root, list, disks }) => {
  if (disks.length === 0 || disks.some(({ backup }) => backup === 'yes') || hasOthers(list)) return [];
  // Disks of the other dialect are misplaced, but meant.
  if (list !== root && children(root, 'disk').length > 0) return [];
  const lost = mode === 'pull' ? 'there is nothing to export' : 'there is nothing to back up';
  return [
    {
      range: list.name.range,
      severity: 'error',
      code: 'no-disk-left',
      message: `every disk is excluded by backup="no", so ${lost}`,
    },
  ];
};

/** Whether there is anything that may be meant as another disk. */
function hasOthers(list: XmlElement): boolean {
  return list.children.some((node) => {
    if (node.kind === 'element') return node.localName !== 'disk';
    return node.kind === 'stray-end-tag' || (node.kind === 'text' && node.content.trim() !== '');
  });
}
