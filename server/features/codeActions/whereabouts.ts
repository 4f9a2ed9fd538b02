import {
  describeElement,
  locate,
  type XmlAttribute,
  type XmlDocument,
  type XmlElement,
  type XmlNode,
} from '../../../engine/document';
import type { FixRequest } from './fix';

/** Everything in a tree that a problem can be about, by the offset at which its range begins. */
interface Index {
  elements: Map<number, XmlElement>;
  attributes: Map<number, XmlAttribute>;
}

/**
 * Built once for a document: looking each problem's place up from the root takes as long as the place is deep, which
 * is too long where there are thousands of both.
 */
const indexes = new WeakMap<XmlDocument, Index>();

/** The attribute that a problem is about: one whose name or value is reported. */
export function attributeAt({ xml, problem }: FixRequest): XmlAttribute | undefined {
  return indexOf(xml).attributes.get(problem.range.start);
}

/** The element that a problem is about: the one whose name, in either tag, is reported. */
export function elementAt({ xml, problem }: FixRequest): XmlElement | undefined {
  return indexOf(xml).elements.get(problem.range.start);
}

/** The nearest element around a problem, or the one it is about, that has this name. */
export function enclosing(request: FixRequest, name: string): XmlElement | undefined {
  let element = attributeAt(request)?.element ?? elementAt(request);
  while (element && element.localName !== name) element = element.parent;
  return element;
}

function indexOf(xml: XmlDocument): Index {
  const known = indexes.get(xml);
  if (known) return known;
  const index: Index = { elements: new Map(), attributes: new Map() };
  const open: XmlNode[] = [...xml.nodes];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind !== 'element') continue;
    index.elements.set(node.name.range.start, node);
    if (node.endTag) index.elements.set(node.endTag.name.range.start, node);
    for (const attribute of node.attributes) addAttribute(index, attribute);
    for (const child of node.children) open.push(child);
  }
  indexes.set(xml, index);
  return index;
}

function addAttribute({ attributes }: Index, attribute: XmlAttribute): void {
  const { name, value } = attribute;
  attributes.set(name.range.start, attribute);
  if (!value) return;
  attributes.set(value.range.start, attribute);
  // A quote that is not closed is reported from the quote on.
  if (value.form === 'unfinished') attributes.set(value.range.start - 1, attribute);
}

/** Whether there may be text where the problem begins. */
export function textAt({ xml, problem, schemas }: FixRequest): 'allowed' | 'forbidden' {
  const { kind, element } = locate(xml, problem.range.start);
  const info = kind === 'text' && element ? describeElement(element, schemas) : undefined;
  return info && !info.text ? 'forbidden' : 'allowed';
}
