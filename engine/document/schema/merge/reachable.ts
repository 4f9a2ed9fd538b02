import { SchemaError } from '../schemaError';
import { elementsOf, type SchemaNode } from './schemaNode';

/**
 * The starts of a grammar, and those of its definitions that they lead to.
 *
 * @throws SchemaError where one of them refers to a definition that there is not.
 */
export function reachableDefinitions(components: readonly SchemaNode[]): SchemaNode[] {
  const defines = new Map<string, SchemaNode[]>();
  for (const component of components.filter(({ kind }) => kind === 'define')) {
    const name = component.attributes.name ?? '';
    defines.set(name, [...(defines.get(name) ?? []), component]);
  }
  const reached = new Set<SchemaNode>(components.filter(({ kind }) => kind === 'start'));
  // A set that grows while it is walked also gives what is added.
  for (const component of reached) {
    for (const { attributes, place } of refsIn(component)) {
      const name = attributes.name ?? '';
      const found = defines.get(name);
      if (!found) throw new SchemaError(`<ref> refers to "${name}", which is not defined.`, { place });
      for (const define of found) reached.add(define);
    }
  }
  return components.filter((component) => reached.has(component));
}

function refsIn(component: SchemaNode): SchemaNode[] {
  const open = [component];
  const refs: SchemaNode[] = [];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === 'ref') refs.push(node);
    open.push(...elementsOf(node));
  }
  return refs;
}
