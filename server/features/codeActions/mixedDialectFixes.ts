import * as l10n from '@vscode/l10n';
import type { XmlAttribute, XmlDocument, XmlElement } from '../../../engine/document';
import { toCurrent, toRfc } from './convertDialect';
import { fix, replacement, type Edit, type Fix } from './fix';
import { removeAttribute } from './textEdits';

/** A mixed document is most likely on its way from the old dialect to the current one; not all can be said in either. */
export function mixedDialectFixes(xml: XmlDocument): Fix[] {
  const current = toCurrent(xml);
  const rfc = toRfc(xml);
  return [
    ...(current.kind === 'edits'
      ? [fix(l10n.t('Convert to the current format'), 'likely', ...current.edits)]
      : []),
    ...(current.kind === 'refused' ? oneFormat(xml) : []),
    ...(rfc.kind === 'edits' ? [fix(l10n.t('Convert to the format of 2017'), 'possible', ...rfc.edits)] : []),
  ];
}

/** Where a disk has one format in each dialect, and they differ: only its author knows which is meant. */
function oneFormat({ text, root }: XmlDocument): Fix[] {
  const disks = elementsIn(root).flatMap((each) => [each, ...elementsIn(each)]);
  const ofDriver: Edit[] = [];
  const ofTarget: Edit[] = [];
  for (const disk of disks) {
    const format = attributeOf(disk, 'target', 'format');
    const type = attributeOf(disk, 'driver', 'type');
    if (!format?.value || !type?.value) continue;
    const removed = removeAttribute(text, format);
    const { start, end } = format.value.range;
    ofDriver.push(removed);
    ofTarget.push(removed, replacement(type.value.range, text.slice(start, end)));
  }
  if (ofDriver.length === 0) return [];
  return [
    fix(l10n.t('Keep the format of "{0}"', 'driver'), 'possible', ...ofDriver),
    fix(l10n.t('Keep the format of "{0}"', 'target'), 'possible', ...ofTarget),
  ];
}

function attributeOf(disk: XmlElement, child: string, name: string): XmlAttribute | undefined {
  const holder = elementsIn(disk).find(({ localName }) => localName === child);
  return holder?.attributes.find((attribute) => attribute.name.text === name);
}

function elementsIn(element: XmlElement | undefined): XmlElement[] {
  return (element?.children ?? []).filter((node): node is XmlElement => node.kind === 'element');
}
