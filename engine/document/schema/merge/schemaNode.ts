import type { SchemaPlace } from '../schemaError';

/** An element of a schema file, in RELAX NG's namespace, or a documentation paragraph (`a:documentation`). */
export interface SchemaNode {
  kind: string;
  place: Required<SchemaPlace>;
  /** RELAX NG's own attributes, and the annotations `db:words` and `db:example`. */
  attributes: Readonly<Record<string, string>>;
  children: readonly (SchemaNode | string)[];
}

/** The kinds whose text counts; everywhere else there is only layout between the elements. */
export const textKinds: ReadonlySet<string> = new Set(['value', 'param', 'name', 'a:documentation']);

export function elementsOf({ children }: SchemaNode): SchemaNode[] {
  return children.filter((child) => typeof child !== 'string');
}

/** A node with some attributes set, and those whose value is `undefined` removed. */
export function withAttributes(
  node: SchemaNode,
  changes: Readonly<Record<string, string | undefined>>,
): SchemaNode {
  const all = Object.entries({ ...node.attributes, ...changes });
  const attributes = Object.fromEntries(
    all.filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return { ...node, attributes };
}
