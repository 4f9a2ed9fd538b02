import * as l10n from '@vscode/l10n';
import {
  describeElement,
  locate,
  nearest,
  type Schemas,
  type XmlDocument,
  type XmlElement,
} from '../../../engine/document';
import { fix, insertion, uncovering, type Edit, type Fix, type FixRequest } from './fix';
import { indentAt, lineEndOf } from './textEdits';

/** Of so many elements around one it is asked what they may contain. */
const mostAround = 4;

/** Ends what has no end where its first line does, or before an end tag on that. */
export function closedOnLine({ xml, problem: { range } }: FixRequest, terminator: string): Fix[] {
  const lineEnd = /[\r\n]|<\/|$/g;
  lineEnd.lastIndex = range.end;
  const at = lineEnd.exec(xml.text)?.index ?? xml.text.length;
  const end = terminator === '-->' ? endInTag(xml, range.start, at) : undefined;
  // What is behind it has not been looked at.
  if (end !== undefined)
    return [
      uncovering(
        'anything',
        fix(l10n.t('Insert "{0}"', terminator), 'possible', insertion(end, ` ${terminator}`)),
      ),
    ];
  const gap = terminator === '-->' && !/\s/.test(xml.text.charAt(at - 1)) ? ' ' : '';
  return [fix(l10n.t('Insert "{0}"', terminator), 'possible', insertion(at, gap + terminator))];
}

/** Where what has no end ends before the end of the start tag that it stands in; absent: it stands in none. */
function endInTag(xml: XmlDocument, start: number, lineEnd: number): number | undefined {
  const { element } = locate(xml, start);
  if (element?.startTag.form !== 'unfinished') return undefined;
  if (xml.text.slice(element.startTag.range.end, start).trim() !== '') return undefined;
  return start + xml.text.slice(start, lineEnd).replace(/\s*\/?>\s*$/, '').length;
}

/** The end tag goes where the content ends, on a line of its own if the content has lines of its own. */
export function endTagFor({ xml: { text }, schemas }: FixRequest, element: XmlElement): Edit {
  const { startTag, range, name } = element;
  const content = text.slice(startTag.range.end, following(element, schemas) ?? range.end).trimEnd();
  const before = /[\r\n]/.test(content) ? lineEndOf(text) + indentAt(text, range.start) : '';
  return insertion(startTag.range.end + content.length, `${before}</${name.text}>`);
}

/**
 * Where that begins in an element's content which only its parent may contain, or an outer one whose content has no end
 * either, and which most likely follows it.
 */
function following(element: XmlElement, schemas: Schemas): number | undefined {
  const own = describeElement(element, schemas)?.children;
  if (!own) return undefined;
  const beside: string[] = [];
  let outer = element.parent;
  for (let depth = 0; outer && depth < mostAround; depth += 1) {
    beside.push(...(describeElement(outer, schemas)?.children ?? []));
    outer = outer.endTag ? undefined : outer.parent;
  }
  // A misspelt name counts as the one that it resembles most, and what is allowed in the element stays in it.
  const isBeside = (name: string): boolean => beside.includes(nearest(name, [...own, ...beside]) ?? '');
  return element.children.find(
    (node) => node.kind === 'element' && !own.includes(node.localName) && isBeside(node.localName),
  )?.range.start;
}
