import type { XmlElement } from '../../../engine/document';
import { escapeAttribute } from '../xmlText';

/** No element of the schemas has nearly as many attributes; what is beyond decides nothing. */
const mostAttributes = 100;

/** What is to be otherwise: an attribute's value, or the innermost element's name. */
export type TagChange = { holder: XmlElement; name: string; value: string } | { renamed: string };

/**
 * The start tags from the root to an element, written anew. A small text of them tells quickly what the schema allows
 * in the element, however long the document is.
 */
export function startTags(element: XmlElement | undefined, change?: TagChange): string {
  let tags = '';
  for (let each = element; each; each = each.parent) {
    const renamed = change && 'renamed' in change && each === element ? change.renamed : each.name.text;
    const values = new Map<string, string>();
    for (const { name, value } of each.attributes.slice(0, mostAttributes)) {
      if (value && name.text !== '') values.set(name.text, value.text);
    }
    if (change && 'holder' in change && change.holder === each) values.set(change.name, change.value);
    const attributes = [...values].map(([name, value]) => ` ${name}="${escapeAttribute(value)}"`);
    tags = `<${renamed}${attributes.join('')}>${tags}`;
  }
  return tags;
}
