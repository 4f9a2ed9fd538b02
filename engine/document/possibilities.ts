import { backupSchema } from './schema/backupSchema';
import {
  attributeInfo,
  attributesOf,
  elementInfo,
  elementsAt,
  valuesOf,
  type Possibility,
} from './schema/possibilities';
import type { AttributeInfo, ContentInfo, ElementInfo } from './schema/schema';
import { locate } from './xml/locate';
import type { XmlAttribute, XmlDocument, XmlElement } from './xml/tree';

/**
 * The elements that may be written at `offset`, in view of what precedes it. For an offset inside the name of a
 * start tag, what may stand in its place.
 */
export function possibleElements(document: XmlDocument, offset: number): Possibility[] {
  const place = locate(document, offset);
  if (place.kind === 'element-name') {
    const { element } = place;
    return elementsAt(backupSchema(), document, element.parent, element.range.start);
  }
  // At the top level there is room for one root only.
  if (place.kind !== 'text' || (!place.element && document.root)) return [];
  return elementsAt(backupSchema(), document, place.element, offset);
}

/**
 * The attributes that may be added to `element`, in view of those that it has; required ones first.
 * @param replaced an attribute whose name is being edited, and which is to be left out of account
 */
export function possibleAttributes(
  document: XmlDocument,
  element: XmlElement,
  replaced?: XmlAttribute,
): Possibility[] {
  return attributesOf(backupSchema(), document, element, replaced);
}

/** What may stand in `attribute`, in view of the element's other attributes. */
export function possibleValues(document: XmlDocument, attribute: XmlAttribute): ContentInfo {
  return valuesOf(backupSchema(), document, attribute);
}

/** What may stand in the text of `element`; absent: it takes no text. */
export function possibleText(_document: XmlDocument, element: XmlElement): ContentInfo | undefined {
  return elementInfo(backupSchema(), element)?.text;
}

/** What the schema says about `element`; absent: it knows no such element at this place. */
export function describeElement(element: XmlElement): ElementInfo | undefined {
  return elementInfo(backupSchema(), element);
}

/** What the schema says about `attribute`; absent: it knows no such attribute at this place. */
export function describeAttribute(attribute: XmlAttribute): AttributeInfo | undefined {
  return attributeInfo(backupSchema(), attribute);
}
