import { documentationOf, PatternContent } from './patternContent';
import type { RngNode } from './rngTree';
import type { AttributeInfo, ContentInfo, ElementInfo } from './schema';
import { SchemaError } from './schemaError';

/**
 * In a schema whose elements nest in many ways the paths are very many. Shallow ones come first, so what is left
 * out beyond this number is only the documentation of deeply nested elements.
 */
const mostPaths = 5000;

type Defines = ReadonlyMap<string, readonly RngNode[]>;

/** A path of element names, and the patterns that it leads to. */
interface Place {
  path: string;
  elements: ReadonlySet<RngNode>;
  /** The places of the elements around it. */
  around: Place[];
}

/**
 * What the schema says about each element, by path, as `CompiledSchema.elements` wants it. An element that the
 * schema allows inside itself has no entries of its own there: they are those of the shorter path.
 *
 * @throws SchemaError where the schema refers to a definition that it does not have.
 */
export function tabulateElements(root: RngNode): Record<string, ElementInfo> {
  const { start, defines } = readGrammar(root);
  checkReferences(root, defines);

  const table = new Map<string, ElementInfo>();
  const queue = placesInside(undefined, new PatternContent(defines, start));
  for (let place = queue.shift(); place !== undefined; place = queue.shift()) {
    if (table.size === mostPaths) break;
    const content = new PatternContent(defines, place.elements);
    table.set(place.path, describe(place, content, defines));
    queue.push(...placesInside(place, content));
  }
  return Object.fromEntries(table);
}

/** A schema may also be a pattern alone, without definitions. */
function readGrammar(root: RngNode): { start: RngNode[]; defines: Defines } {
  if (root.kind !== 'grammar')
    return { start: [{ ...root, kind: 'start', children: [root] }], defines: new Map() };
  const parts = root.children.flatMap(function flatten(part): RngNode[] {
    return part.kind === 'div' ? part.children.flatMap(flatten) : [part];
  });
  const defines = new Map<string, RngNode[]>();
  for (const part of parts.filter(({ kind }) => kind === 'define')) {
    const name = part.attributes.name ?? '';
    defines.set(name, [...(defines.get(name) ?? []), part]);
  }
  return { start: parts.filter(({ kind }) => kind === 'start'), defines };
}

function checkReferences(node: RngNode, defines: Defines): void {
  const name = node.attributes.name ?? '';
  if (node.kind === 'ref' && !defines.has(name)) {
    const reason = `<ref> refers to "${name}", which is not defined.`;
    throw new SchemaError(reason, { place: { line: node.line } });
  }
  for (const child of node.children) checkReferences(child, defines);
}

function placesInside(place: Place | undefined, content: PatternContent): Place[] {
  const around = place === undefined ? [] : [...place.around, place];
  const prefix = place === undefined ? '' : `${place.path}/`;
  return [...content.elements]
    .map(([name, elements]) => ({ path: prefix + name, elements, around }))
    .filter(
      ({ elements }) => !around.some((outer) => [...elements].every((each) => outer.elements.has(each))),
    );
}

function describe(place: Place, content: PatternContent, defines: Defines): ElementInfo {
  const attributes = [...content.attributes].map(([name, nodes]): [string, AttributeInfo] => [
    name,
    { documentation: documentationOf(nodes), ...describeText(new PatternContent(defines, nodes)) },
  ]);
  return {
    documentation: documentationOf(place.elements),
    attributes: Object.fromEntries(attributes),
    children: [...content.elements.keys()],
    ...(content.text === 'allowed' ? { text: describeText(content) } : {}),
  };
}

function describeText(content: PatternContent): ContentInfo {
  return {
    values: [...content.values].map(([value, documentation]) => ({
      value,
      documentation: [...documentation],
    })),
    datatypes: [...content.datatypes].map(([words, example]) => ({ words, example })),
  };
}
