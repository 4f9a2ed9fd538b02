import * as l10n from '@vscode/l10n';
import { nearest, type ProblemCode, type XmlAttribute, type XmlElement } from '../../../engine/document';
import { fix, replacement, type Fix, type FixRequest } from './fix';
import { appendChild, removeAttribute, renameElement } from './textEdits';

/** What is not told while a wrong name may say since which checkpoint to copy. */
export const aboutCheckpoints: readonly ProblemCode[] = ['missing-checkpoint', 'partial-increment'];

/** Ways to let an attribute that nothing is known of say since which checkpoint to copy. */
export function attributeAsCheckpoint({ xml, problem }: FixRequest, attribute: XmlAttribute): Fix[] {
  const { element, name, value } = attribute;
  if (!value || value.text === '') return [];
  if (element === xml.root) {
    const isNamedSo = nearest(name.text, ['incremental']) !== undefined;
    if (!isNamedSo && !disksOf(element).some(lacksCheckpoint)) return [];
    const content = xml.text.slice(value.range.start, value.range.end);
    const added = appendChild(xml.text, element, `<incremental>${content}</incremental>`);
    const edits = added ? [removeAttribute(xml.text, attribute), added] : [];
    const title = l10n.t('Write it as the element <incremental>');
    return added ? [fix(title, isNamedSo ? 'likely' : 'possible', ...edits)] : [];
  }
  const isWanted = problem.offers?.includes('incremental') && lacksCheckpoint(element);
  if (!isWanted) return [];
  return [
    fix(l10n.t('Did you mean "{0}"?', 'incremental'), 'possible', replacement(name.range, 'incremental')),
  ];
}

/** The same for an element. */
export function elementAsCheckpoint({ xml, problem }: FixRequest, element: XmlElement): Fix[] {
  const isWanted =
    problem.offers?.includes('incremental') && xml.root && disksOf(xml.root).some(lacksCheckpoint);
  if (!isWanted || element.localName === 'incremental') return [];
  return [
    fix(l10n.t('Did you mean "{0}"?', 'incremental'), 'possible', ...renameElement(element, 'incremental')),
  ];
}

function disksOf(root: XmlElement): XmlElement[] {
  const lists = childrenOf(root).filter(({ localName }) => localName === 'disks');
  return lists.flatMap(childrenOf).filter(({ localName }) => localName === 'disk');
}

function childrenOf({ children }: XmlElement): XmlElement[] {
  return children.filter((node): node is XmlElement => node.kind === 'element');
}

/** Whether a disk is to be incremental and does not say since when. */
function lacksCheckpoint({ attributes }: XmlElement): boolean {
  const mode = attributes.find(({ name }) => name.text === 'backupmode');
  return mode?.value?.text === 'incremental' && !attributes.some(({ name }) => name.text === 'incremental');
}
