import * as l10n from '@vscode/l10n';
import { describeElement, type XmlElement } from '../../../engine/document';
import { fix, insertion, uncovering, type Fix, type FixRequest } from './fix';
import { removeWithLine } from './textEdits';

/**
 * Where an element is there twice that may be there once, such as `disks`: all that is in it goes into the first, and
 * an empty one goes away.
 */
export function joined(request: FixRequest, element: XmlElement): Fix[] {
  const { text } = request.xml;
  const first = element.parent?.children.find(
    (node): node is XmlElement => node.kind === 'element' && node.name.text === element.name.text,
  );
  if (!first || first === element || element.attributes.length + first.attributes.length > 0) return [];
  const { name } = element;
  // A text, such as that of `incremental`, is one answer, and two are none.
  const { children = [], text: holds } = describeElement(element, request.schemas) ?? {};
  if (children.length === 0 || holds) return [];
  if (isEmpty(element))
    return [fix(l10n.t('Remove the empty "{0}"', name.text), 'likely', removeWithLine(text, element.range))];
  if (isEmpty(first)) {
    const edit = removeWithLine(text, first.range);
    // What is in the second one has not been looked at.
    return [uncovering('anything', fix(l10n.t('Remove the empty first "{0}"', name.text), 'likely', edit))];
  }
  if (!first.endTag || !element.endTag) return [];
  const inside = text.slice(first.startTag.range.end, first.endTag.range.start).trimEnd();
  const moved = text.slice(element.startTag.range.end, element.endTag.range.start).trimEnd();
  const mend = fix(
    l10n.t('Join it with the first "{0}"', name.text),
    // One that is in both, such as a disk, is there twice then, and only its author knows which is meant.
    [...namesIn(first)].some((each) => namesIn(element).has(each)) ? 'possible' : 'likely',
    insertion(first.startTag.range.end + inside.length, moved),
    removeWithLine(text, element.range),
  );
  return [uncovering('anything', mend)];
}

/** An empty list beside another one of its name: the other one is meant. */
export function emptyTwin({ xml }: FixRequest, element: XmlElement): Fix[] {
  const isTwin = element.parent?.children.some(
    (node) => node.kind === 'element' && node !== element && node.name.text === element.name.text,
  );
  if (!isTwin || !isEmpty(element) || element.attributes.length > 0) return [];
  const title = l10n.t('Remove the empty "{0}"', element.name.text);
  // What is in the other one has not been looked at.
  return [uncovering('anything', fix(title, 'likely', removeWithLine(xml.text, element.range)))];
}

function isEmpty({ children }: XmlElement): boolean {
  return children.every((node) => node.kind === 'text' && node.content.trim() === '');
}

function namesIn({ children }: XmlElement): Set<string> {
  return new Set(
    children.flatMap((node) =>
      node.kind === 'element'
        ? (node.attributes.find(({ name }) => name.text === 'name')?.value?.text ?? [])
        : [],
    ),
  );
}
