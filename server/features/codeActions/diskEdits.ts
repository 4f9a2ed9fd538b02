import * as l10n from '@vscode/l10n';
import type { XmlElement } from '../../../engine/document';
import { fix, insertion, replacement, type Edit, type Fix } from './fix';
import { attributeSpot, removeAttribute } from './textEdits';

/** What a disk that is left out has no use for, and the schema does not allow. */
const ofThoseTakingPart = new Set(['type', 'backup']);

/** The edits that make a disk of the current dialect stay out of the backup: `backup="no"`, and no target. */
export function leaveOut(text: string, disk: XmlElement): Edit[] {
  const dropped = disk.attributes.filter(({ name }) => ofThoseTakingPart.has(name.text));
  const [first, ...others] = dropped;
  const edits: Edit[] = first
    ? [
        replacement(first.range, 'backup="no"'),
        ...others.map((attribute) => removeAttribute(text, attribute)),
      ]
    : [insertion(attributeSpot(disk), ' backup="no"')];
  const hasElements = disk.children.some(({ kind }) => kind === 'element');
  if (!hasElements || !disk.endTag) return edits;
  // Comments among the elements stay.
  for (const child of disk.children) {
    if (child.kind === 'element') edits.push({ range: child.range, text: '' });
  }
  if (disk.children.every(({ kind }) => kind === 'element' || kind === 'text')) {
    const start = disk.startTag.range.end - 1;
    return [
      ...edits.filter(({ range }) => range.end <= start),
      replacement({ start, end: disk.endTag.range.end }, '/>'),
    ];
  }
  return edits;
}

/** The fix that makes a disk stay out; none outside of a list, since the dialect of 2017 cannot say it. */
export function leftOut(text: string, disk: XmlElement | undefined): Fix[] {
  if (disk?.parent?.localName !== 'disks') return [];
  return [fix(l10n.t('Leave the disk out of the backup (backup="no")'), 'possible', ...leaveOut(text, disk))];
}
