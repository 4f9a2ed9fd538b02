import { say, type Wording } from '../wording';
import { isName } from './characters';
import type { Source } from './source';
import type { XmlAttribute, XmlElement, XmlName } from './tree';

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace';
const xmlnsNamespace = 'http://www.w3.org/2000/xmlns/';

/** Prefixes to namespace URIs; the empty prefix is the default namespace. */
export type NamespaceScope = ReadonlyMap<string, string>;

/** What is bound at the top of every document ("Namespaces in XML 1.0", 3 Declaring Namespaces). */
export const topScope: NamespaceScope = new Map([
  ['', ''],
  ['xml', xmlNamespace],
  ['xmlns', xmlnsNamespace],
]);

/** Whether an attribute declares a namespace, and so is none of the schema's. */
export function declaresNamespace(attributeName: string): boolean {
  return attributeName === 'xmlns' || attributeName.startsWith('xmlns:');
}

/** Splits a name at its colon. A name with a misplaced colon is left whole. */
export function splitName(name: string): { prefix: string; localName: string } {
  if (!name.includes(':') || isMisplaced(name)) return { prefix: '', localName: name };
  const [prefix = '', localName = ''] = name.split(':');
  return { prefix, localName };
}

/** The namespace that an attribute's name is in. Unlike an element, one without prefix is in none. */
export function attributeNamespace({ element, name }: XmlAttribute): string {
  const { prefix } = splitName(name.text);
  if (prefix === '') return '';
  for (let each: XmlElement | undefined = element; each; each = each.parent) {
    const declared = declarationsOf(each).get(prefix);
    if (declared !== undefined) return declared;
  }
  return topScope.get(prefix) ?? '';
}

/** The prefixes that an element declares. Kept, because an element can have very many attributes. */
const declaredIn = new WeakMap<XmlElement, ReadonlyMap<string, string>>();

function declarationsOf(element: XmlElement): ReadonlyMap<string, string> {
  const known = declaredIn.get(element);
  if (known) return known;
  const declared = new Map<string, string>();
  for (const { name, value } of element.attributes) {
    const prefix = /^xmlns:(.*)$/.exec(name.text)?.[1];
    if (prefix !== undefined && !declared.has(prefix)) declared.set(prefix, value?.text.trim() ?? '');
  }
  declaredIn.set(element, declared);
  return declared;
}

function isMisplaced(name: string): boolean {
  const colon = name.indexOf(':');
  return colon === 0 || colon !== name.lastIndexOf(':') || !isName(name.slice(colon + 1));
}

/** Resolves the element's name, given what is bound around it; returns what is bound inside it. */
export function resolveNamespace(source: Source, element: XmlElement, outer: NamespaceScope): NamespaceScope {
  const scope = innerScope(source, element, outer);
  const { prefix, localName } = splitName(element.name.text);
  element.localName = localName;
  element.namespace = scope.get(prefix) ?? '';
  checkName(source, element.name, scope);
  let seen: Map<string, XmlName> | undefined;
  for (const { name } of element.attributes) {
    if (!name.text.includes(':')) continue;
    checkName(source, name, scope);
    // A declaration stands for no other attribute.
    if (!declaresNamespace(name.text)) checkExpandedName(source, name, scope, (seen ??= new Map()));
  }
  return scope;
}

function checkName(source: Source, { text, range }: XmlName, scope: NamespaceScope): void {
  const { prefix } = splitName(text);
  if (text.includes(':') && prefix === '') {
    source.report(
      'malformed-name',
      range,
      say('"{0}" is not a name; the colon belongs between a prefix and a name', text),
    );
  } else if (!scope.has(prefix)) {
    source.report('unbound-prefix', range, say('the namespace prefix "{0}" is not declared', prefix));
  }
}

/** Two prefixes may stand for one namespace, and then two attributes for one. */
function checkExpandedName(
  source: Source,
  name: XmlName,
  scope: NamespaceScope,
  seen: Map<string, XmlName>,
): void {
  const { prefix, localName } = splitName(name.text);
  const namespace = scope.get(prefix) ?? '';
  if (namespace === '') return;
  const expanded = `{${namespace}}${localName}`;
  const first = seen.get(expanded);
  if (!first) seen.set(expanded, name);
  else if (first.text !== name.text) {
    const wording = say('attribute "{0}" is the same as "{1}"', name.text, first.text);
    source.report('duplicate-attribute', name.range, wording, {
      related: [{ range: first.range, ...say('first "{0}"', first.text) }],
    });
  }
}

function innerScope(source: Source, element: XmlElement, outer: NamespaceScope): NamespaceScope {
  const declarations = element.attributes.filter((attribute) => declaresNamespace(attribute.name.text));
  if (declarations.length === 0) return outer;
  const scope = new Map(outer);
  for (const { name, value } of declarations) {
    const prefix = name.text === 'xmlns' ? '' : name.text.slice('xmlns:'.length);
    const uri = value?.text.trim() ?? '';
    const wrong = value && declarationError(prefix, uri);
    if (wrong) source.report('invalid-namespace', name.range, wrong);
    if (!wrong || uri === '') scope.set(prefix, uri);
  }
  return scope;
}

/** What "Namespaces in XML 1.0" forbids ("Reserved Prefixes and Namespace Names", "Namespace Scoping"). */
function declarationError(prefix: string, uri: string): Wording | undefined {
  if (prefix === 'xmlns') return say('the prefix "xmlns" must not be declared');
  if (prefix === 'xml' && uri !== xmlNamespace)
    return say('the prefix "xml" must not be declared as anything else');
  if (prefix !== 'xml' && uri === xmlNamespace) return say('this namespace belongs to the prefix "xml"');
  if (uri === xmlnsNamespace) return say('this namespace belongs to the prefix "xmlns"');
  if (prefix !== '' && uri === '')
    return say('the prefix "{0}" must not be declared as no namespace', prefix);
  return undefined;
}
