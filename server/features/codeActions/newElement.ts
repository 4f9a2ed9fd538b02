import { parseDocument, possibleElements, type Schemas, type XmlElement } from '../../../engine/document';
import { describeNewElement } from '../skeleton';
import { escapeAttribute } from '../xmlText';

/** A bound for schemas in which elements need ever more. */
const deepest = 6;

/**
 * The shortest markup of a new element `name` inside `parent` that the schema allows, with examples for values; its
 * lines are indented by tabs.
 */
export function newElementMarkup(
  parent: XmlElement | undefined,
  name: string,
  schemas: Schemas,
  depth = 0,
): string {
  const { required, text } = describeNewElement(parent, name, schemas);
  const attributes = required
    .map(({ name: attribute, content: { values, datatypes } }) => {
      const value = values[0]?.value ?? datatypes[0]?.example ?? '';
      return ` ${attribute}="${escapeAttribute(value)}"`;
    })
    .join('');
  const start = `<${name}${attributes}`;
  const inside = depth < deepest ? requiredInside(parent, start, schemas, depth) : [];
  if (inside.length > 0) {
    const lines = inside.join('\n').replaceAll('\n', '\n\t');
    return `${start}>\n\t${lines}\n</${name}>`;
  }
  return text === 'none' ? `${start}/>` : `${start}></${name}>`;
}

function requiredInside(
  parent: XmlElement | undefined,
  start: string,
  schemas: Schemas,
  depth: number,
): string[] {
  const found: string[] = [];
  for (let round = 0; round < deepest; round += 1) {
    const text = `${ancestry(parent)}${start}>${found.join('')}`;
    const document = parseDocument(text);
    const next = possibleElements(document, text.length, schemas).find(({ need }) => need === 'required');
    if (!next) break;
    let innermost = document.root;
    for (let child = innermost; child;) {
      innermost = child;
      child = child.children.findLast(
        (node) => node.kind === 'element' && !node.endTag && node.startTag.form === 'open',
      ) as XmlElement | undefined;
    }
    found.push(newElementMarkup(innermost, next.name, schemas, depth + 1));
  }
  return found;
}

/** The start tags around the content of `element`. */
function ancestry(element: XmlElement | undefined): string {
  let tags = '';
  for (let each = element; each; each = each.parent) {
    const attributes = each.attributes
      .filter(({ name, value }) => name.text !== '' && value)
      .map(({ name, value }) => ` ${name.text}="${escapeAttribute(value?.text ?? '')}"`);
    tags = `<${each.name.text}${attributes.join('')}>${tags}`;
  }
  return tags;
}
