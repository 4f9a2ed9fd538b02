import * as l10n from '@vscode/l10n';
import type { XmlElement } from '../../../engine/document';
import { fix, insertion, uncovering, type Fix, type FixRequest } from './fix';
import { removeWithLine } from './textEdits';

/** Where an element is there twice that may be there once, such as `disks`: all that is in it goes into the first. */
export function joined({ xml: { text } }: FixRequest, element: XmlElement): Fix[] {
  const first = element.parent?.children.find(
    (node): node is XmlElement => node.kind === 'element' && node.name.text === element.name.text,
  );
  if (!first?.endTag || first === element || !element.endTag || element.attributes.length > 0) return [];
  // A text, such as that of `incremental`, is one answer, and two are none.
  const isList = [first, element].every(
    ({ children }) =>
      children.some(({ kind }) => kind === 'element') &&
      children.every((node) => node.kind !== 'text' || node.content.trim() === ''),
  );
  if (!isList) return [];
  const inside = text.slice(first.startTag.range.end, first.endTag.range.start).trimEnd();
  const moved = text.slice(element.startTag.range.end, element.endTag.range.start).trimEnd();
  const mend = fix(
    l10n.t('Join it with the first "{0}"', element.name.text),
    // One that is in both, such as a disk, is there twice then, and only its author knows which is meant.
    [...namesIn(first)].some((name) => namesIn(element).has(name)) ? 'possible' : 'likely',
    insertion(first.startTag.range.end + inside.length, moved),
    removeWithLine(text, element.range),
  );
  // What is in the second one has not been looked at.
  return [uncovering('anything', mend)];
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
