import * as l10n from '@vscode/l10n';
import type { XmlElement } from '../../../engine/document';
import { fix, replacement, type Edit, type Fix } from './fix';
import { removeAttribute, renameElement } from './textEdits';

/** What takes an element, and all in it that share its prefix, out of a namespace; absent: it comes from outside. */
export function withoutNamespace(text: string, element: XmlElement): Fix | undefined {
  const { localName, name, attributes } = element;
  const prefix = name.text.slice(0, -localName.length);
  const declares = prefix === '' ? 'xmlns' : `xmlns:${prefix.slice(0, -1)}`;
  const declaration = attributes.find((attribute) => attribute.name.text === declares);
  const removed = declaration ? [removeAttribute(text, declaration)] : [];
  if (prefix === '') return declaration && fix(l10n.t('Remove the namespace'), 'likely', ...removed);
  const renamed = renamedWithin(element, prefix);
  const title =
    renamed.length > 1
      ? l10n.t('Remove the prefix "{0}"', prefix.slice(0, -1))
      : l10n.t('Write "{0}"', localName);
  return fix(title, 'likely', ...removed, ...renamed.flat());
}

/** The attributes with a prefix, without it, but for those that are there twice then. */
function attributesWith({ attributes }: XmlElement, prefix: string): Edit[][] {
  const names = new Set(attributes.map(({ name }) => name.text));
  return attributes
    .filter(({ name: { text } }) => text.startsWith(prefix) && !names.has(text.slice(prefix.length)))
    .map(({ name: { text, range } }) => [replacement(range, text.slice(prefix.length))]);
}

function renamedWithin(outermost: XmlElement, prefix: string): Edit[][] {
  const found: Edit[][] = [];
  const open = [outermost];
  for (let element = open.pop(); element; element = open.pop()) {
    const { name, localName } = element;
    if (name.text === prefix + localName) found.push(renameElement(element, localName));
    found.push(...attributesWith(element, prefix));
    for (const node of element.children) if (node.kind === 'element') open.push(node);
  }
  return found;
}
