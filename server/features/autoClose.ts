import type { TextEdit } from 'vscode-languageserver/node';
import { locate, type TextRange, type XmlElement } from '../../engine/document';
import { toRange, type BackupDocument } from '../documents';

/**
 * What `>` or `</`, typed right before `offset`, calls for, as a snippet: the rest of an end tag, `$0</disk>` or
 * `disk>`, unless the element is ended by what follows. Where what was typed stands there already, the old one goes.
 * Null where nothing is to be done.
 */
export function autoClose(document: BackupDocument, offset: number): TextEdit | null {
  const { text } = document.xml;
  const edit =
    text.charAt(offset - 1) === '>' ? afterBracket(document, offset) : afterSlash(document, offset);
  return edit && { range: toRange(document, edit.range), newText: edit.snippet };
}

interface SnippetEdit {
  range: TextRange;
  snippet: string;
}

function afterBracket({ xml }: BackupDocument, offset: number): SnippetEdit | null {
  // Seen from before the bracket, since behind it an element that ends itself is no longer around.
  const { element } = locate(xml, offset - 1);
  if (!element || element.name.text === '') return null;
  const { startTag, name, endTag } = element;
  const isStart = startTag.form !== 'unfinished' && startTag.range.end === offset;
  if (!isStart && endTag?.range.end !== offset) return null;
  const isUnended = isStart && startTag.form === 'open' && lacksEndTag(element);
  // What has ended the tag before, `>` or, of an element without content, `/>`.
  const old = isUnended ? /^\/?>/ : /^>/;
  const twice = old.exec(xml.text.slice(offset, offset + 2))?.[0] ?? '';
  if (twice === '' && !isUnended) return null;
  return {
    range: { start: offset, end: offset + twice.length },
    snippet: isUnended ? `$0</${name.text}>` : '$0',
  };
}

function afterSlash({ xml }: BackupDocument, offset: number): SnippetEdit | null {
  const { text } = xml;
  const place = locate(xml, offset);
  const { element } = place;
  if (!element || element.name.text === '') return null;
  if (!text.slice(0, offset).endsWith('</') || place.kind !== 'end-tag') return null;
  // A name that is there already is not written twice.
  if (place.range.end > offset) return null;
  const { name, endTag } = element;
  // The tree may take the half-typed end tag for the element's own.
  const isUnended = endTag?.range.start === offset - '</'.length || lacksEndTag(element);
  if (isUnended) {
    const snippet = text.charAt(offset) === '>' ? name.text : `${name.text}>`;
    return { range: { start: offset, end: offset }, snippet };
  }
  // Further away, the end tag is another line's, and which of the two is meant is not known.
  const isNext = endTag !== undefined && /^[ \t]*$/.test(text.slice(offset, endTag.range.start));
  return isNext ? { range: { start: offset, end: endTag.range.end }, snippet: `${name.text}>` } : null;
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
