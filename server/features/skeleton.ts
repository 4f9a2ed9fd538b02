import {
  describeElement,
  parseDocument,
  possibleAttributes,
  possibleElements,
  possibleValues,
  type Schemas,
  type ContentInfo,
  type XmlAttribute,
  type XmlElement,
} from '../../engine/document';
import { escapeAttribute } from './xmlText';

/** What has to be known to write a new element. */
export interface NewElement {
  /** The attributes that it needs, with what they can hold. */
  required: { name: string; content: ContentInfo }[];
  /** `required`: it needs elements inside; `optional`: it can have some. */
  children: 'required' | 'optional' | 'none';
  text: 'possible' | 'none';
}

/**
 * Tells what a new element `name` inside `parent` needs.
 *
 * This and the next function ask about a small document that holds nothing but the start tags around the place and
 * the new thing: what is possible depends on those (the mode, the dialect), and the cost stays the same however
 * large the real document is.
 */
export function describeNewElement(
  parent: XmlElement | undefined,
  name: string,
  schemas: Schemas,
): NewElement {
  const before = ancestry(parent)
    .map((element) => startTag(element))
    .join('');
  const bare = parseInnermost(`${before}<${name}/>`);
  if (bare === undefined) return { required: [], children: 'none', text: 'none' };
  const required = possibleAttributes(bare.document, bare.element, undefined, schemas)
    .filter(({ need }) => need === 'required')
    .map((attribute) => ({
      name: attribute.name,
      content: describeNewAttribute(bare.element, attribute.name, undefined, schemas),
    }));
  const attributes = required
    .map((attribute) => ` ${attribute.name}="${exampleOf(attribute.content)}"`)
    .join('');
  const filled = parseDocument(`${before}<${name}${attributes}>`);
  const inside = possibleElements(filled, filled.text.length, schemas);
  const info = describeElement(bare.element, schemas);
  const optional = inside.length > 0 || (info?.children.length ?? 0) > 0;
  return {
    required,
    children: inside.some(({ need }) => need === 'required') ? 'required' : optional ? 'optional' : 'none',
    text: info?.text === undefined ? 'none' : 'possible',
  };
}

/** Tells what an attribute `name` that is added to `element`, in the place of `replaced`, can hold. */
export function describeNewAttribute(
  element: XmlElement,
  name: string,
  replaced: XmlAttribute | undefined,
  schemas: Schemas,
): ContentInfo {
  const before = ancestry(element.parent)
    .map((ancestor) => startTag(ancestor))
    .join('');
  const found = parseInnermost(before + startTag(element, { name, replaced }));
  const attribute = found?.element.attributes.at(-1);
  return found && attribute
    ? possibleValues(found.document, attribute, schemas)
    : { values: [], datatypes: [] };
}

function ancestry(element: XmlElement | undefined): XmlElement[] {
  const found: XmlElement[] = [];
  for (let each = element; each !== undefined; each = each.parent) found.push(each);
  return found.toReversed();
}

/** No element of the schemas has nearly as many attributes; what is beyond decides nothing. */
const mostAttributes = 100;

/** The start tag of `element` written anew, with one more attribute if `added` says so. */
function startTag(element: XmlElement, added?: { name: string; replaced?: XmlAttribute }): string {
  const attributes = element.attributes
    .slice(0, mostAttributes)
    .filter((attribute) => attribute !== added?.replaced && attribute.name.text !== '')
    .map(({ name, value }) => ` ${name.text}="${escapeAttribute(value?.text ?? '')}"`);
  if (added !== undefined) attributes.push(` ${added.name}=""`);
  return `<${element.name.text}${attributes.join('')}>`;
}

/** A value that lets the grammar go on behind the attribute. */
function exampleOf({ values, datatypes }: ContentInfo): string {
  return escapeAttribute(values[0]?.value ?? datatypes[0]?.example ?? '');
}

function parseInnermost(text: string) {
  const document = parseDocument(text);
  let element = document.root;
  for (
    let next = element;
    next !== undefined;
    next = next.children.find((child) => child.kind === 'element')
  ) {
    element = next;
  }
  return element === undefined ? undefined : { document, element };
}
