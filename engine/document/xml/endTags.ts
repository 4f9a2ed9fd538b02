import type { TextRange } from '../problem';
import { say, type Wording } from '../wording';
import type { Source } from './source';
import type { XmlElement, XmlEndTag, XmlNode, XmlStrayEndTag } from './tree';

/** Whether an empty element inside one of its own name, which has no end tag, was meant as its end tag. */
export function isEmptiedEnd(node: XmlNode, { name }: XmlElement): boolean {
  if (node.kind !== 'element' || node.startTag.form !== 'self-closing') return false;
  return node.name.text === name.text && node.attributes.length === 0;
}

/** Ends an element with an empty one that was meant as its end tag, and says so. */
export function endEmptied(source: Source, element: XmlElement, { name, range }: XmlElement): void {
  element.endTag = { name, range };
  element.range.end = range.end;
  const wording = say(
    '<{0}/> opens another "{0}", and nothing ends the first one; expected </{0}>',
    name.text,
  );
  reportSlash(source, element, name.range, wording);
}

/** Whether an element without end tag, inside one of its own name that has none either, was meant as its end tag. */
export function isEndWithoutSlash(inner: XmlElement, outer: XmlElement): boolean {
  const { name, startTag, attributes, parent } = inner;
  const isPlain = startTag.form === 'open' && attributes.length === 0;
  return isPlain && parent === outer && name.text === outer.name.text;
}

/** Ends an element with its last child, which was meant as its end tag, and says so. */
export function endWithoutSlash(source: Source, element: XmlElement, inner: XmlElement): void {
  const { name } = inner;
  const { range } = inner.startTag;
  element.children.pop();
  element.endTag = { name, range };
  element.range.end = range.end;
  inner.endTag = element.endTag;
  const wording = say('<{0}> opens another "{0}", and nothing ends them; expected </{0}>', name.text);
  reportSlash(source, element, name.range, wording);
}

function reportSlash(source: Source, { name }: XmlElement, range: TextRange, wording: Wording): void {
  source.report('missing-slash', range, wording, {
    related: [{ range: name.range, ...say('<{0}> begins here', name.text) }],
  });
}

/** Ends an element with an end tag of another name, and says so. */
export function endMisspelled(source: Source, element: XmlElement, { name, range }: XmlEndTag): void {
  element.endTag = { name, range };
  element.range.end = range.end;
  if (isUnfinished(source, range)) return;
  const expected = element.name.text;
  source.report(
    'mismatched-end-tag',
    name.range,
    say('end tag </{0}> does not match <{1}>; expected </{1}>', name.text, expected),
    { related: [{ range: element.name.range, ...say('<{0}> begins here', expected) }] },
  );
}

/** Says that an end tag is one too many. */
export function reportStray(source: Source, { name, range }: XmlStrayEndTag): void {
  if (isUnfinished(source, range)) return;
  source.report('unexpected-end-tag', name.range, say('end tag </{0}> ends no open element', name.text));
}

/** Says that an element which has an end tag was ended by a slash before its content. */
export function reportSlashed(source: Source, { startTag }: XmlElement, { name }: XmlEndTag): void {
  const { end } = startTag.range;
  const wording = say(
    'end tag </{0}> ends no open element; "/" in <{0}/> has ended that before its content',
    name.text,
  );
  source.report('unexpected-end-tag', name.range, wording, {
    related: [{ range: { start: end - 2, end }, ...say('<{0}/> ends here', name.text) }],
  });
}

/** An end tag without `>` or name has been reported as that. */
function isUnfinished({ text }: Source, { start, end }: TextRange): boolean {
  const tag = text.slice(start, end);
  return tag === '</>' || !tag.endsWith('>');
}
