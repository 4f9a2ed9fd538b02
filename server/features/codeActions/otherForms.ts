import * as l10n from '@vscode/l10n';
import { describeElement, type XmlAttribute, type XmlElement } from '../../../engine/document';
import { escapeAttribute } from '../xmlText';
import { fix, insertion, removal, replacement, type Fix, type FixRequest } from './fix';
import { appendChild, attributeSpot, removeAttribute, removeWithLine, textsIn, writeText } from './textEdits';

/** An element with nothing but text that is there in place of an attribute, as `<name>vda</name>` in a `disk`. */
export function asAttribute({ xml: { text }, schemas }: FixRequest, element: XmlElement): Fix[] {
  const { parent, localName, attributes, range } = element;
  const content = onlyText(element);
  if (!parent || attributes.length > 0 || content === undefined) return [];
  const isKnown = Object.hasOwn(describeElement(parent, schemas)?.attributes ?? {}, localName);
  const isThere = parent.attributes.some(({ name }) => name.text === localName);
  if (!isKnown || isThere) return [];
  const written = `${localName}="${escapeAttribute(content)}"`;
  const added = insertion(attributeSpot(parent), ` ${written}`);
  return [
    fix(l10n.t('Write it as the attribute {0}', written), 'likely', added, removeWithLine(text, range)),
  ];
}

/** Text that is there in place of an attribute that an element lacks, as in `<target>/backup/a</target>`. */
export function textAsAttribute(element: XmlElement, name: string): Fix[] {
  const text = onlyText(element);
  if (text === undefined || !element.endTag) return [];
  const written = `${name}="${escapeAttribute(text)}"`;
  const { end } = element.startTag.range;
  const content = { start: end - 1, end: element.endTag.range.end };
  return [
    fix(
      l10n.t('Write it as the attribute {0}', written),
      'likely',
      insertion(attributeSpot(element), ` ${written}`),
      replacement(content, '/>'),
    ),
  ];
}

/** The same for an element that it lacks, as in `<parent>sunday</parent>`. */
export function textAsElement({ schemas }: FixRequest, element: XmlElement, name: string): Fix[] {
  const [only] = element.children;
  const isText = describeElement(element, schemas)?.children.includes(name);
  if (!isText || only?.kind !== 'text' || onlyText(element) === undefined) return [];
  const { words } = only;
  return [
    fix(
      l10n.t('Write it as the element <{0}>', name),
      'likely',
      insertion(words.start, `<${name}>`),
      insertion(words.end, `</${name}>`),
    ),
  ];
}

/**
 * A disk as the definition of a machine has it, which names it by its `target`, as `<target dev="vda" bus="virtio"/>`.
 * What else it says there is nothing that a backup wants to know.
 */
export function machineDisk({ localName, range, children }: XmlElement): Fix[] {
  const [target] = children.filter(
    (node): node is XmlElement => node.kind === 'element' && node.localName === 'target',
  );
  const dev = target?.attributes.find(({ name }) => name.text === 'dev')?.value?.text;
  if (localName !== 'disk' || dev === undefined) return [];
  const written = `<disk name="${escapeAttribute(dev)}"/>`;
  return [fix(l10n.t('Write only {0}', written), 'possible', replacement(range, written))];
}

/** An attribute of an element inside, written outside of it, as in `<disk file="/backup/a">`. */
export function attributeAsElement({ xml, schemas }: FixRequest, attribute: XmlAttribute): Fix[] {
  const { element, name, value } = attribute;
  const holds = (child: string): boolean =>
    Object.hasOwn(schemas.of(element).elements.get(pathOf(element, child))?.attributes ?? {}, name.text);
  if (!value || element.children.some((node) => node.kind === 'element')) return [];
  return (describeElement(element, schemas)?.children ?? []).filter(holds).flatMap((child) => {
    const written = xml.text.slice(attribute.range.start, attribute.range.end);
    const added = appendChild(xml.text, element, `<${child} ${written}/>`);
    const title = l10n.t('Write it as the element <{0}>', `${child} ${written}/`);
    return added ? [fix(title, 'possible', removeAttribute(xml.text, attribute), added)] : [];
  });
}

/** An attribute that is there in place of an element with text, as in `<parent name="sunday"/>`. */
export function attributeAsChild({ xml, schemas }: FixRequest, attribute: XmlAttribute): Fix[] {
  const { element, name, value } = attribute;
  const isText = schemas.of(element).elements.get(pathOf(element, name.text))?.text !== undefined;
  const isThere = element.children.some((node) => node.kind === 'element' && node.localName === name.text);
  if (!value || !isText || isThere) return [];
  const written = xml.text.slice(value.range.start, value.range.end);
  const added = appendChild(xml.text, element, `<${name.text}>${written}</${name.text}>`);
  const title = l10n.t('Write it as the element <{0}>', name.text);
  return added ? [fix(title, 'likely', removeAttribute(xml.text, attribute), added)] : [];
}

/** An attribute that is there in place of the text of its element, as in `<incremental name="sunday"/>`. */
export function attributeAsText({ xml, schemas }: FixRequest, attribute: XmlAttribute): Fix[] {
  const { element, value } = attribute;
  const isEmpty = describeElement(element, schemas)?.text !== undefined && textsIn(element).length === 0;
  if (!value || value.text.trim() === '' || !isEmpty) return [];
  const edits = [removeAttribute(xml.text, attribute), ...writeText(element, value.text)];
  return [fix(l10n.t('Write it as text'), 'likely', ...edits)];
}

/** An element around the text of its parent, or in its place, as in `<incremental><name>sunday</name></incremental>`. */
export function asText({ schemas }: FixRequest, element: XmlElement): Fix[] {
  const { parent, attributes, children, startTag, endTag, range } = element;
  if (!parent || describeElement(parent, schemas)?.text === undefined) return [];
  const [only, ...others] = attributes;
  const title = l10n.t('Write it as text');
  const isText = children.every(({ kind }) => kind !== 'element') && textsIn(element).length > 0;
  if (isText && !only && endTag)
    return [fix(title, 'likely', removal(startTag.range), removal(endTag.range))];
  if (children.length > 0 || others.length > 0 || !only?.value) return [];
  return [fix(title, 'likely', replacement(range, escapeAttribute(only.value.text)))];
}

function pathOf(element: XmlElement, child: string): string {
  const names = [child];
  for (let each: XmlElement | undefined = element; each; each = each.parent) names.push(each.localName);
  return names.toReversed().join('/');
}

function onlyText({ children }: XmlElement): string | undefined {
  const [only] = children;
  const text = children.length === 1 && only?.kind === 'text' ? only.content.trim() : '';
  return text === '' ? undefined : text;
}
