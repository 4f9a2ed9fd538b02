import { SaxesParser, type SaxesTagNS } from 'saxes';
import { annotationsNamespace, relaxNgNamespace, wordsNamespace } from '../rngTree';
import { SchemaError } from '../schemaError';
import { textKinds, type SchemaNode } from './schemaNode';

type OpenNode = Omit<SchemaNode, 'children'> & { children: (SchemaNode | string)[] };

/**
 * Reads one file of a schema. Prefixes are resolved, because they mean something else, or nothing, in the file that
 * this one is merged into; annotations that nobody reads are left out.
 *
 * @throws SchemaError where the file is not well-formed XML or does not begin with RELAX NG.
 */
export function readSchema(text: string, file: string): SchemaNode {
  const parser = new SaxesParser({ xmlns: true });
  const open: (OpenNode | undefined)[] = [];
  let root: OpenNode | undefined;
  let line = 1;
  parser.on('error', (error) => {
    const reason = `it is not well-formed XML: ${error.message}`;
    throw new SchemaError(reason, { place: { file, line: parser.line }, cause: error });
  });
  parser.on('opentagstart', () => {
    line = parser.line;
  });
  parser.on('opentag', (tag) => {
    const parent = open.at(-1);
    const node = parent || open.length === 0 ? readTag(tag, { file, line }) : undefined;
    if (open.length === 0 && node?.kind.startsWith('a:') !== false) {
      const reason = `RELAX NG's XML syntax begins with <grammar xmlns="${relaxNgNamespace}">, not with <${tag.name}>.`;
      throw new SchemaError(reason, { place: { file, line } });
    }
    if (node) resolveName(node, parser);
    if (node) parent?.children.push(node);
    root ??= node;
    open.push(node);
  });
  const addText = (run: string): void => {
    const node = open.at(-1);
    if (node && textKinds.has(node.kind)) node.children.push(run);
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const node = open.pop();
    if (node?.kind === 'name') resolveNameText(node, parser);
  });
  parser.write(text).close();
  if (!root) throw new SchemaError('the file is empty.', { place: { file, line: 1 } });
  return root;
}

function readTag(tag: SaxesTagNS, place: SchemaNode['place']): OpenNode | undefined {
  const isDocumentation = tag.uri === annotationsNamespace && tag.local === 'documentation';
  if (tag.uri !== relaxNgNamespace && !isDocumentation) return undefined;
  const attributes: Record<string, string> = {};
  for (const { uri, local, value } of Object.values(tag.attributes)) {
    if (uri === '') attributes[local] = value;
    else if (uri === wordsNamespace) attributes[`db:${local}`] = value;
  }
  return { kind: isDocumentation ? 'a:documentation' : tag.local, place, attributes, children: [] };
}

/** Writes `name="p:x"` as `<name ns="…">x</name>`. */
function resolveName(node: OpenNode, parser: SaxesParser<{ xmlns: true }>): void {
  const { name = '' } = node.attributes;
  if ((node.kind !== 'element' && node.kind !== 'attribute') || !name.includes(':')) return;
  const { name: _, ...others } = node.attributes;
  node.attributes = others;
  const child: OpenNode = { kind: 'name', place: node.place, attributes: {}, children: [name] };
  resolveNameText(child, parser);
  node.children.push(child);
}

function resolveNameText(node: OpenNode, parser: SaxesParser<{ xmlns: true }>): void {
  const text = node.children
    .filter((child) => typeof child === 'string')
    .join('')
    .trim();
  const [prefix = '', local] = text.split(':');
  if (local === undefined) return;
  const namespace = parser.resolve(prefix);
  if (namespace === undefined) {
    throw new SchemaError(`the prefix of "${text}" is not declared.`, { place: node.place });
  }
  node.attributes = { ...node.attributes, ns: namespace };
  node.children = [local];
}
