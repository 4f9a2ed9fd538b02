import { say } from '../wording';
import type { XmlElement, XmlNode } from '../xml/tree';
import { children, type DiskNode } from './backupTree';
import type { Rule } from './rule';

/** A backup of nothing is a slip. Without any listed disk, every disk of the machine takes part. */
export const noDiskLeft: Rule = ({ mode, root, list, disks }) => {
  if (disks.length === 0 || disks.some(({ backup }) => backup === 'yes') || hasOthers(list, disks)) return [];
  // Disks of the other dialect are misplaced, but meant.
  if (list !== root && children(root, 'disk').length > 0) return [];
  const wording =
    mode === 'pull'
      ? say('every disk is excluded by backup="no", so there is nothing to export')
      : say('every disk is excluded by backup="no", so there is nothing to back up');
  return [
    {
      range: list.name.range,
      severity: 'error',
      code: 'no-disk-left',
      ...wording,
    },
  ];
};

/** Whether there is anything that may be meant as another disk. */
function hasOthers(list: XmlElement, disks: readonly DiskNode[]): boolean {
  const listed = new Set<XmlNode>(disks.map(({ element }) => element));
  return list.children.some((node) => {
    if (node.kind === 'element') return !listed.has(node);
    return node.kind === 'stray-end-tag' || (node.kind === 'text' && node.content.trim() !== '');
  });
}
