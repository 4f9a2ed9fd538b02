import type { RngNode } from './rngTree';
import { SchemaError } from './schemaError';

type Registry = typeof import('salve-annos/lib/salve/datatypes.js').registry;

/**
 * Holds a schema's datatypes, their parameters and its listed values against what there is. salve does so too, but it
 * tells no place.
 *
 * @param registry salve's datatypes; they are handed in because only who compiles a schema needs them loaded
 * @throws SchemaError with the line of the first that is wrong
 */
export function checkDatatypes(node: RngNode, registry: Registry, inherited = ''): void {
  const { datatypeLibrary = inherited } = node.attributes;
  if (node.kind === 'data') checkData(node, registry, datatypeLibrary);
  if (node.kind === 'value') checkValue(node, registry, datatypeLibrary);
  for (const child of node.children) checkDatatypes(child, registry, datatypeLibrary);
}

function checkData(node: RngNode, registry: Registry, library: string): void {
  const datatype = datatypeOf(node, registry, library, node.attributes.type);
  const params = node.children.filter(({ kind }) => kind === 'param');
  const given = params.map((param) => {
    const { name = '' } = param.attributes;
    const raw = { name, value: param.text };
    const words = `the parameter "${name}"`;
    attempt(param, words, () => datatype.parseParams('', [raw]));
    // So is a pattern used in the end, and `[` is only found out in brackets.
    if (name === 'pattern')
      attempt(param, words, () => datatype.parseParams('', [{ name, value: bracketed(param.text) }]));
    return raw;
  });
  // Some are right alone and contradict each other.
  if (given.length > 0) attempt(node, 'the parameters', () => datatype.parseParams('', given));
}

function checkValue(node: RngNode, registry: Registry, library: string): void {
  // Without a type, a value is a token of RELAX NG's own library, whatever library is in force.
  const { type } = node.attributes;
  const datatype = datatypeOf(node, registry, type === undefined ? '' : library, type ?? 'token');
  // A qualified name means something only together with the prefixes around it.
  if (datatype.needsContext) return;
  attempt(node, `the value "${node.text.trim()}"`, () => datatype.parseValue('', node.text));
}

function datatypeOf({ kind, line }: RngNode, registry: Registry, library: string, type: string | undefined) {
  const refused = (reason: string) => new SchemaError(reason, { place: { line } });
  if (type === undefined) throw refused(`<${kind}> has no type.`);
  const types = registry.find(library)?.types;
  if (!types) throw refused(`the datatype library "${library}" is not known.`);
  const datatype = Object.hasOwn(types, type) ? types[type] : undefined;
  const where = library === '' ? "RELAX NG's own library (no datatypeLibrary is in force)" : library;
  if (!datatype) throw refused(`there is no datatype "${type}" in ${where}.`);
  return datatype;
}

/**
 * salve anchors a pattern's text as it is, so that `a|b` would mean "begins with a, or ends with b". In brackets it
 * means what XML Schema says: the whole value is a or b.
 */
export function bracketed(pattern: string): string {
  return `(${pattern})`;
}

/** salve puts a place before its messages, which is empty here. */
function attempt({ line, text }: RngNode, what: string, check: () => unknown): void {
  try {
    check();
  } catch (error) {
    const message = error instanceof Error ? error.message.replace(/^: /, '') : String(error);
    // JavaScript's own message shows what salve has made of the pattern, of `[a` next to nothing.
    const said = message.startsWith('Invalid regular expression')
      ? `${JSON.stringify(text.trim())} is no regular expression`
      : message.replaceAll('\n', '; ');
    const reason = `${what} cannot be used: ${said}.`;
    throw new SchemaError(reason, { place: { line }, cause: error });
  }
}
