import {
  attributeInfo,
  attributesOf,
  elementInfo,
  elementsAt,
  valuesOf,
  type Possibility,
} from './schema/possibilities';
import type { AttributeInfo, ContentInfo, ElementInfo } from './schema/schema';
import { bundledSchemas, type Schemas } from './schema/schemas';
import { usableAttributes, usableValues } from './semantics/usableValues';
import { locate } from './xml/locate';
import type { XmlAttribute, XmlDocument, XmlElement } from './xml/tree';

/**
 * The elements that may be written at `offset`, in view of what stands around it. For an offset inside the name of a
 * start tag, what may stand in its place.
 */
export function possibleElements(
  document: XmlDocument,
  offset: number,
  schemas: Schemas = bundledSchemas,
): Possibility[] {
  const place = locate(document, offset);
  if (place.kind === 'element-name') {
    const { element } = place;
    const { parent, range } = element;
    if (!parent) return possibleRoots(document, schemas);
    return elementsAt(schemas.of(parent), document, parent, range.start, element);
  }
  if (place.kind !== 'text') return [];
  if (place.element) return elementsAt(schemas.of(place.element), document, place.element, offset);
  // At the top level there is room for one root only.
  return document.root ? [] : possibleRoots(document, schemas);
}

function possibleRoots(document: XmlDocument, schemas: Schemas): Possibility[] {
  const found = new Map<string, Possibility>();
  for (const root of schemas.roots) {
    for (const possibility of elementsAt(schemas.named(root), document, undefined, 0)) {
      if (schemas.roots.includes(possibility.name)) found.set(possibility.name, possibility);
    }
  }
  return [...found.values()];
}

/**
 * The attributes that may be added to `element`, in view of those that it has; required ones first.
 * @param replaced an attribute whose name is being edited, and which is to be left out of account
 */
export function possibleAttributes(
  document: XmlDocument,
  element: XmlElement,
  replaced?: XmlAttribute,
  schemas: Schemas = bundledSchemas,
): Possibility[] {
  const possible = attributesOf(schemas.of(element), document, element, replaced);
  const usable = usableAttributes(
    element,
    possible.map(({ name }) => name),
  );
  return possible.filter(({ name }) => usable.includes(name));
}

/** What may stand in `attribute`, in view of the element's other attributes. */
export function possibleValues(
  document: XmlDocument,
  attribute: XmlAttribute,
  schemas: Schemas = bundledSchemas,
): ContentInfo {
  const { element, name } = attribute;
  return usableValues(element.localName, name.text, valuesOf(schemas.of(element), document, attribute));
}

/** What may stand in the text of `element`; absent: it takes no text. */
export function possibleText(
  _document: XmlDocument,
  element: XmlElement,
  schemas: Schemas = bundledSchemas,
): ContentInfo | undefined {
  return elementInfo(schemas.of(element), element)?.text;
}

/** What the schema says about `element`; absent: it knows no such element at this place. */
export function describeElement(
  element: XmlElement,
  schemas: Schemas = bundledSchemas,
): ElementInfo | undefined {
  return elementInfo(schemas.of(element), element);
}

/** What the schema says about `attribute`; absent: it knows no such attribute at this place. */
export function describeAttribute(
  attribute: XmlAttribute,
  schemas: Schemas = bundledSchemas,
): AttributeInfo | undefined {
  return attributeInfo(schemas.of(attribute.element), attribute);
}
