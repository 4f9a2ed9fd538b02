import { locate, type XmlElement } from '../../engine/document';
import type { BackupDocument } from '../documents';

/**
 * The rest of an end tag that `>` or `</`, typed right before `offset`, calls for, as a snippet: `$0</disk>` or
 * `disk>`. Null where nothing does, above all where the element is ended by what follows.
 */
export function autoClose({ xml }: BackupDocument, offset: number): string | null {
  const { text } = xml;
  const place = locate(xml, offset);
  const { element } = place;
  if (element === undefined || element.name.text === '') return null;
  const { startTag, name, endTag } = element;
  if (text.charAt(offset - 1) === '>') {
    const isItsEnd = place.kind === 'text' && startTag.form === 'open' && startTag.range.end === offset;
    return isItsEnd && lacksEndTag(element) ? `$0</${name.text}>` : null;
  }
  if (!text.slice(0, offset).endsWith('</') || place.kind !== 'end-tag') return null;
  // A name that is there already is not written twice.
  if (place.range.end > offset) return null;
  // The tree may take the half-typed end tag for the element's own.
  const isUnended = endTag?.range.start === offset - '</'.length || lacksEndTag(element);
  if (!isUnended) return null;
  return text.charAt(offset) === '>' ? name.text : `${name.text}>`;
}

/**
 * Whether an end tag is missing. An element that has just been opened takes the end tag of one around it that has
 * the same name, so that one lacks it then.
 */
function lacksEndTag(element: XmlElement): boolean {
  for (let each: XmlElement | undefined = element; each !== undefined; each = each.parent) {
    const isSame = each.name.text === element.name.text;
    if (isSame && each.endTag === undefined && each.startTag.form === 'open') return true;
  }
  return false;
}
