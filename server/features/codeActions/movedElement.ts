import * as l10n from '@vscode/l10n';
import { describeElement, type XmlElement } from '../../../engine/document';
import { fix, insertion, type Edit, type Fix, type FixRequest } from './fix';
import { appendLines, indentAt, lineEndOf, removeWithLine } from './textEdits';

/**
 * Ways to put an element where it belongs: into the element before it, such as a `target` that stands behind its
 * `disk`, or further out, such as a `server` among the disks.
 */
export function moved({ xml: { text }, schemas }: FixRequest, element: XmlElement): Fix[] {
  const holds = (holder: XmlElement): boolean =>
    describeElement(holder, schemas)?.children.includes(element.localName) ?? false;
  const removed = removeWithLine(text, element.range);
  const found: Fix[] = [];
  const before = element.parent?.children.findLast(
    (node): node is XmlElement => node.kind === 'element' && node.range.end <= element.range.start,
  );
  const inside = before && holds(before) ? before : undefined;
  const appended = inside && appendLines(text, inside, (indent) => indent + indented(text, element, indent));
  if (inside && appended) {
    const title = l10n.t('Move it into the "{0}" before it', inside.name.text);
    found.push(fix(title, 'possible', appended, removed));
  }
  let child = element.parent;
  while (child?.parent && !holds(child.parent)) child = child.parent;
  if (child?.parent) {
    const title = l10n.t('Move it into "{0}"', child.parent.name.text);
    found.push(fix(title, 'possible', behind(text, child, element), removed));
  }
  const [only, ...others] = found;
  return only && others.length === 0 ? [{ ...only, confidence: 'likely' }] : found;
}

/** Writes an element once more behind another one, on a line of its own if that has one. */
function behind(text: string, place: XmlElement, element: XmlElement): Edit {
  const indent = indentAt(text, place.range.start);
  const isFirst = /^$|[\r\n]$/.test(text.slice(0, place.range.start - indent.length));
  const gap = isFirst ? lineEndOf(text) + indent : '';
  return insertion(place.range.end, gap + indented(text, element, isFirst ? indent : undefined));
}

/** The markup of an element whose lines get another indentation, unless a line break may mean something in it. */
function indented(text: string, element: XmlElement, indent: string | undefined): string {
  const markup = text.slice(element.range.start, element.range.end);
  const own = indentAt(text, element.range.start);
  if (indent === undefined || hasLinesOfText(element)) return markup;
  return markup
    .split(/(?<=\r\n|\r(?!\n)|\n)/)
    .map((line, index) => (index > 0 && line.startsWith(own) ? indent + line.slice(own.length) : line))
    .join('');
}

function hasLinesOfText(outermost: XmlElement): boolean {
  const open = [outermost];
  for (let element = open.pop(); element; element = open.pop()) {
    if (element.attributes.some(({ value }) => value && /[\r\n]/.test(value.text))) return true;
    for (const node of element.children) {
      if (node.kind === 'element') open.push(node);
      else if (node.kind === 'cdata' || (node.kind === 'text' && node.words.end > node.words.start))
        return true;
    }
  }
  return false;
}
