import type { XmlElement } from '../../../engine/document';
import type { Layout } from './layout';

/** Attributes on lines of their own stand further in than the content does. */
const continuation = 2;

/**
 * Lays out the white space inside an element's tags. Attributes stay on the lines that they are on; what is inside
 * quotes is theirs.
 */
export function formatTags(
  layout: Layout,
  { name, attributes, startTag, endTag }: XmlElement,
  depth: number,
): void {
  let end = name.range.end;
  for (const attribute of attributes) {
    const { start } = attribute.range;
    if (layout.linesIn(end, start) > 0) layout.lines(end, start, 0, depth + continuation);
    else layout.space(end, start, ' ');
    const { value } = attribute;
    if (value !== undefined) formatEquals(layout, attribute.name.range.end, value.range.start - 1);
    end = attribute.range.end;
  }
  layout.space(end, startTag.range.end - (startTag.form === 'self-closing' ? '/>' : '>').length, '');
  if (endTag !== undefined) layout.space(endTag.name.range.end, endTag.range.end - '>'.length, '');
}

function formatEquals(layout: Layout, nameEnd: number, quote: number): void {
  const equals = nameEnd + layout.slice(nameEnd, quote).indexOf('=');
  layout.space(nameEnd, equals, '');
  layout.space(equals + '='.length, quote, '');
}
