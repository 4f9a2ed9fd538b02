import * as l10n from '@vscode/l10n';
import type { XmlDocument, XmlElement } from '../../../engine/document';
import { insertion, replacement, type Edit, type Outcome } from './fix';
import { reindent, uncovered } from './reindent';
import { attributeSpot, indentAt, indentStep, lineEndOf, removeAttribute, removeWithLine } from './textEdits';

/**
 * The edits that turn a document in the dialect of 2017, or one that mixes the two, into one in libvirt's current
 * dialect. A name and a description become comments: the current dialect has neither.
 */
export function toCurrent({ text, root }: XmlDocument): Outcome {
  if (!root) return refused(l10n.t('there is no document'));
  const lists = childrenOf(root, 'disks');
  const direct = childrenOf(root, 'disk');
  const disks = [...direct, ...lists.flatMap((list) => childrenOf(list, 'disk'))];
  const bySource = direct.find((disk) => /^(?:\/|[a-zA-Z]:)/.test(valueOf(disk, 'name') ?? ''));
  if (bySource) {
    const name = valueOf(bySource, 'name') ?? '';
    return refused(
      l10n.t(
        'disk "{0}" is named by its source; the current format wants its target name, such as vda',
        name,
      ),
    );
  }
  for (const disk of disks) {
    const reason = twoFormats(disk);
    if (reason !== undefined) return refused(reason);
  }
  // A disk that moves into a list moves to the right.
  const edits = disks.flatMap((disk) =>
    currentDisk(text, disk, disk.parent === root ? indentStep(text, root) : ''),
  );
  for (const name of ['name', 'description']) {
    for (const element of childrenOf(root, name)) edits.push(asComment(text, element));
  }
  if (direct.length > 0 || lists.length > 1) edits.push(...listed(text, root, direct, lists));
  if (edits.length === 0) return refused(l10n.t('it is in the current format'));
  const moved = movedLines(text, root, direct, lists);
  return { kind: 'edits', edits: [...edits, ...uncovered(moved, edits)] };
}

function currentDisk(text: string, disk: XmlElement, step: string): Edit[] {
  const [target] = childrenOf(disk, 'target');
  const [driver] = childrenOf(disk, 'driver');
  const edits: Edit[] = [];
  // Either needs it.
  if ((target ?? driver) && !attributeOf(disk, 'type')) {
    const type = target && attributeOf(target, 'dev') ? 'block' : 'file';
    edits.push(insertion(attributeSpot(disk), ` type="${type}"`));
  }
  if (!target) return edits;
  const format = attributeOf(target, 'format');
  if (!format) return edits;
  edits.push(removeAttribute(text, format));
  if (!format.value || (driver && attributeOf(driver, 'type'))) return edits;
  const value = text.slice(format.value.range.start, format.value.range.end);
  if (driver) edits.push(insertion(attributeSpot(driver), ` type="${value}"`));
  else {
    const isOnOwnLine = /[\r\n][ \t]*$/.test(
      text.slice(Math.max(0, target.range.start - 200), target.range.start),
    );
    const gap = isOnOwnLine ? lineEndOf(text) + indentAt(text, target.range.start) + step : '';
    edits.push(insertion(target.range.end, `${gap}<driver type="${value}"/>`));
  }
  return edits;
}

function asComment(text: string, element: XmlElement): Edit {
  const { startTag, endTag, range, name } = element;
  const content = endTag ? text.slice(startTag.range.end, endTag.range.start).trim() : '';
  if (content === '') return removeWithLine(text, range);
  const safe = content.replace(/-(?=-)/g, '- ');
  return replacement(range, `<!-- ${name.text}: ${safe} -->`);
}

/** Puts `<disks>` around the disks that stand directly in the root, in the place of lists that are there already. */
function listed(text: string, root: XmlElement, direct: XmlElement[], lists: XmlElement[]): Edit[] {
  const all = [...direct, ...lists].toSorted((one, other) => one.range.start - other.range.start);
  const [first, last] = [all[0], all.at(-1)];
  if (!first || !last) return [];
  const indent = indentAt(text, first.range.start);
  const hasLines = /[\r\n]/.test(text.slice(root.startTag.range.end, first.range.start));
  const step = hasLines ? indentStep(text, root) : '';
  const lineEnd = hasLines ? lineEndOf(text) : '';
  const opening = hasLines ? `<disks>${lineEnd}${indent}${step}` : '<disks>';
  const closing = hasLines ? `${lineEnd}${indent}</disks>` : '</disks>';
  // The tags of a list at the beginning or the end are where they should be.
  const kept = [
    first.name.text === 'disks' && first.endTag ? first.startTag.range : undefined,
    last.name.text === 'disks' ? last.endTag?.range : undefined,
  ];
  const removed = lists.flatMap((list) => tagsOf(list).filter((tag) => !kept.includes(tag)));
  return [
    ...(kept[0] ? [] : [insertion(first.range.start, opening)]),
    ...removed.map((tag) => removeWithLine(text, tag)),
    ...(kept[1] ? [] : [insertion(last.range.end, closing)]),
  ];
}

/**
 * The lines from the first disk or list in the root to the end of the last, one step further in. What is in a list
 * already has its place.
 */
function movedLines(text: string, root: XmlElement, direct: XmlElement[], lists: XmlElement[]): Edit[] {
  const elements = [...direct, ...lists];
  const start = Math.min(...elements.map(({ range }) => range.start));
  const end = Math.max(...elements.map(({ range }) => range.end));
  const hasLines = /[\r\n]/.test(text.slice(root.startTag.range.end, start));
  if (!hasLines || direct.length === 0) return [];
  const outside = root.children.filter((node) => node.kind !== 'element' || !lists.includes(node));
  return reindent(outside, { start, end }, { add: indentStep(text, root) });
}

/**
 * The edits that turn a document in the current dialect, or one that mixes the two, into one of 2017, if that can say
 * all of it.
 */
export function toRfc({ text, root }: XmlDocument): Outcome {
  if (!root) return refused(l10n.t('there is no document'));
  const mode = attributeOf(root, 'mode');
  // Only pull mode has a server.
  if (mode?.value?.text === 'pull' || childrenOf(root, 'server').length > 0)
    return refused(l10n.t('the format of 2017 has no pull mode'));
  if (childrenOf(root, 'incremental').length > 0)
    return refused(l10n.t('the format of 2017 has no increments'));
  const lists = childrenOf(root, 'disks');
  const disks = [...childrenOf(root, 'disk'), ...lists.flatMap((list) => childrenOf(list, 'disk'))];
  if (disks.length === 0) return refused(l10n.t('the format of 2017 has to list the disks'));
  const edits: Edit[] = mode ? [removeAttribute(text, mode)] : [];
  for (const disk of disks) {
    const reason = unsayable(disk);
    if (reason !== undefined) return refused(reason);
    edits.push(...rfcDisk(text, disk));
  }
  if (edits.length === 0 && lists.length === 0) return refused(l10n.t('it is in the format of 2017'));
  edits.push(...lists.flatMap(tagsOf).map((tag) => removeWithLine(text, tag)));
  const moved = lists.flatMap((list) => {
    const content = { start: list.startTag.range.end, end: list.endTag?.range.start ?? list.range.end };
    return reindent(list.children, content, { remove: indentStep(text, list) }, text);
  });
  return { kind: 'edits', edits: [...edits, ...uncovered(moved, edits)] };
}

/** What the dialect of 2017 cannot say about a disk; absent: it can say everything. */
function unsayable(disk: XmlElement): string | undefined {
  const diskName = valueOf(disk, 'name') ?? '';
  if (valueOf(disk, 'backup') === 'no')
    return l10n.t('disk "{0}" is left out by backup="no", which the format of 2017 cannot say', diskName);
  const [target] = childrenOf(disk, 'target');
  if (!target) return l10n.t('disk "{0}" has no target, which the format of 2017 needs', diskName);
  const attribute = ['backupmode', 'incremental', 'exportname', 'exportbitmap'].find((name) =>
    attributeOf(disk, name),
  );
  if (attribute !== undefined) {
    return l10n.t(
      'disk "{0}" has the attribute "{1}", which the format of 2017 does not know',
      diskName,
      attribute,
    );
  }
  const inside = target.children.find((node) => node.kind === 'element')?.name.text;
  if (inside !== undefined) {
    return l10n.t(
      'disk "{0}" has a target with "{1}", which the format of 2017 does not know',
      diskName,
      inside,
    );
  }
  const [driver] = childrenOf(disk, 'driver');
  const format = driver && valueOf(driver, 'type');
  const isKnown = format === undefined || ['cow', 'qcow', 'qcow2', 'qed', 'vmdk'].includes(format);
  if (isKnown) return twoFormats(disk);
  return l10n.t('disk "{0}" has the format "{1}", which the format of 2017 does not know', diskName, format);
}

/** Says that the target of a disk has another format than its driver; neither dialect has both. */
function twoFormats(disk: XmlElement): string | undefined {
  const [target] = childrenOf(disk, 'target');
  const [driver] = childrenOf(disk, 'driver');
  const [ofTarget, ofDriver] = [target && valueOf(target, 'format'), driver && valueOf(driver, 'type')];
  if (ofTarget === undefined || ofDriver === undefined || ofTarget === ofDriver) return undefined;
  const name = valueOf(disk, 'name') ?? '';
  return l10n.t('disk "{0}" has two formats, "{1}" and "{2}"', name, ofTarget, ofDriver);
}

function rfcDisk(text: string, disk: XmlElement): Edit[] {
  const edits: Edit[] = [];
  const backup = attributeOf(disk, 'backup');
  if (backup) edits.push(removeAttribute(text, backup));
  const [target] = childrenOf(disk, 'target');
  const [driver] = childrenOf(disk, 'driver');
  if (!target || !driver) return edits;
  const format = valueOf(driver, 'type');
  if (format !== undefined && !attributeOf(target, 'format'))
    edits.push(insertion(attributeSpot(target), ` format="${format}"`));
  edits.push(removeWithLine(text, driver.range));
  return edits;
}

function refused(reason: string): Outcome {
  return { kind: 'refused', reason };
}

function tagsOf({ startTag, endTag }: XmlElement) {
  return endTag ? [startTag.range, endTag.range] : [startTag.range];
}

function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter(
    (node): node is XmlElement => node.kind === 'element' && node.name.text === name,
  );
}

function attributeOf(element: XmlElement, name: string) {
  return element.attributes.find((attribute) => attribute.name.text === name);
}

function valueOf(element: XmlElement, name: string): string | undefined {
  return attributeOf(element, name)?.value?.text;
}
