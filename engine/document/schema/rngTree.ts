import { SaxesParser } from 'saxes';
import { SchemaError } from './schemaError';

export const relaxNgNamespace = 'http://relaxng.org/ns/structure/1.0';
export const annotationsNamespace = 'http://relaxng.org/ns/compatibility/annotations/1.0';
/** The namespace of `words` and `example`, by which a schema names its datatypes for people. */
export const wordsNamespace = 'urn:domainbackup:schema-annotations';

/** An element of a schema: one of RELAX NG's own, or a documentation paragraph. Other annotations are left out. */
export interface RngNode {
  /** RELAX NG's name for it, such as `element`, or `documentation`. */
  kind: string;
  /** Counted from 1. */
  line: number;
  /** RELAX NG's own attributes, which have no namespace. */
  attributes: Record<string, string>;
  /** What a person calls such a value, with its article, and one such value. Both empty where not annotated. */
  words: string;
  example: string;
  children: RngNode[];
  text: string;
}

/** Patterns that only say how what is inside them is put together. */
export const combinations = [
  'group',
  'interleave',
  'choice',
  'optional',
  'zeroOrMore',
  'oneOrMore',
  'list',
  'mixed',
];
const contents = ['element', 'attribute', 'ref', 'empty', 'text', 'value', 'data', 'notAllowed'];
const patterns = [...contents, ...combinations, 'grammar'];
const known = new Set([
  ...patterns,
  'start',
  'define',
  'div',
  'name',
  'anyName',
  'nsName',
  'except',
  'param',
]);

/**
 * Reads a schema in RELAX NG's XML syntax into a tree.
 *
 * @throws SchemaError where it is not well-formed, not RELAX NG, or not in one file.
 */
export function parseRng(text: string): RngNode {
  const parser = new SaxesParser({ xmlns: true });
  // The topmost entry is the element being read; `undefined` stands for one that is skipped.
  const open: (RngNode | undefined)[] = [];
  let root: RngNode | undefined;
  let startLine = 1;

  parser.on('error', (error) => {
    // The place is told beside the reason.
    const reason = `it is not well-formed XML: ${error.message.replace(/^\d+:\d+: /, '')}`;
    throw new SchemaError(reason, { place: { line: parser.line }, cause: error });
  });
  parser.on('opentagstart', () => {
    startLine = parser.line;
  });
  parser.on('opentag', (tag) => {
    const parent = open.at(-1);
    const isDocumentation = tag.uri === annotationsNamespace && tag.local === 'documentation';
    if (open.length > 0 && (parent === undefined || (tag.uri !== relaxNgNamespace && !isDocumentation))) {
      open.push(undefined);
      return;
    }
    const node: RngNode = {
      kind: tag.local,
      line: startLine,
      attributes: {},
      words: '',
      example: '',
      children: [],
      text: '',
    };
    for (const { uri, local, value } of Object.values(tag.attributes)) {
      if (uri === '') node.attributes[local] = value;
      else if (uri === wordsNamespace && local === 'words') node.words = value;
      else if (uri === wordsNamespace && local === 'example') node.example = value;
    }
    if (parent === undefined) checkRoot(node, tag.uri);
    else if (!isDocumentation) checkKind(node);
    parent?.children.push(node);
    root ??= node;
    open.push(node);
  });
  parser.on('text', (run) => appendText(open.at(-1), run));
  parser.on('cdata', (run) => appendText(open.at(-1), run));
  parser.on('closetag', () => {
    const node = open.pop();
    if (node !== undefined) checkContent(node);
  });

  parser.write(text).close();
  if (root === undefined) throw new SchemaError('The schema is empty.');
  return root;
}

function appendText(node: RngNode | undefined, run: string): void {
  if (node !== undefined) node.text += run;
}

function checkRoot(node: RngNode, uri: string): void {
  if (uri === relaxNgNamespace && patterns.includes(node.kind)) return;
  const reason = `RELAX NG's XML syntax begins with <grammar xmlns="${relaxNgNamespace}">, not with <${node.kind}>.`;
  throw new SchemaError(reason, { place: { line: node.line } });
}

function checkKind({ kind, line }: RngNode): void {
  // What joins schemas together crashes salve, and a grammar within a grammar is not read here: `mergeSchema` does.
  if (['include', 'externalRef', 'parentRef', 'grammar'].includes(kind)) {
    const reason = `<${kind}> is not supported here; a schema has to be one grammar in one file.`;
    throw new SchemaError(reason, { place: { line } });
  }
  if (!known.has(kind)) throw new SchemaError(`RELAX NG has no <${kind}>.`, { place: { line } });
}

function checkContent({ kind, line, children }: RngNode): void {
  if (kind === 'grammar' && !children.some((child) => child.kind === 'start' || child.kind === 'div')) {
    throw new SchemaError('<grammar> has no <start>.', { place: { line } });
  }
  const needsPattern = ['element', 'start', 'define', ...combinations].includes(kind);
  if (needsPattern && children.every((child) => child.kind === 'documentation')) {
    throw new SchemaError(`<${kind}> has no pattern inside.`, { place: { line } });
  }
}
