import { SchemaError } from '../schemaError';
import { readSchema } from './readSchema';
import { reachableDefinitions } from './reachable';
import { elementsOf, withAttributes, type SchemaNode } from './schemaNode';
import { writeSchema, type MergedSchema } from './writeSchema';

/** A file of a schema. */
export interface SchemaFile {
  /** What names the file in errors, and as the base of what it refers to. */
  file: string;
  text: string;
}

/**
 * Gets the file that `reference` means, as `from` has it (absent: the schema itself). It decides what may be read,
 * and throws an error with a readable message for what may or can not.
 */
export type SchemaLoader = (reference: string, from: string | undefined) => Promise<SchemaFile>;

/** A grammar that is being put together. */
interface Scope {
  /** Goes before the names of its definitions, which are all in one grammar in the end. */
  prefix: string;
  /** Whose definitions a `parentRef` means. */
  parent?: Scope;
}

/** What is around a node: attributes that it inherits, its grammar, and the files that led to it. */
interface Surroundings {
  namespace: string | undefined;
  datatypeLibrary: string | undefined;
  scope: Scope;
  files: readonly string[];
}

/** A component of a grammar: `start` or `define`. */
type Component = SchemaNode;

/**
 * Merges a schema of several files (`include`, `externalRef`) and of nested grammars into one grammar in one text,
 * as RELAX NG's specification says (sections 4.6, 4.7, 4.18). Definitions that nothing refers to are left out:
 * schemas include whole libraries of them.
 *
 * @throws SchemaError with the file and line, also for a file that cannot be had and for one that includes itself.
 */
export async function mergeSchema(reference: string, load: SchemaLoader): Promise<MergedSchema> {
  const merger = new Merger(load);
  const top = { prefix: '' };
  const { file, text } = await load(reference, undefined);
  const root = readSchema(text, file);
  const around = { namespace: undefined, datatypeLibrary: undefined, scope: top, files: [file] };
  const own =
    root.kind === 'grammar'
      ? await merger.componentsOf(root, around)
      : [{ ...root, kind: 'start', attributes: {}, children: [await merger.pattern(root, around)] }];
  if (own.every(({ kind }) => kind !== 'start')) {
    throw new SchemaError('<grammar> has no <start>.', { place: root.place });
  }
  return writeSchema(reachableDefinitions([...own, ...merger.hoisted]));
}

class Merger {
  /** The components of nested grammars. */
  readonly hoisted: Component[] = [];
  readonly #load: SchemaLoader;
  #grammars = 0;

  constructor(load: SchemaLoader) {
    this.#load = load;
  }

  /** The components of a grammar, a `div` or an `include`, those of included files among them. */
  async componentsOf(holder: SchemaNode, around: Surroundings): Promise<Component[]> {
    const inside = inherit(holder, around);
    const components: Component[] = [];
    for (const node of elementsOf(holder)) {
      if (node.kind === 'div') components.push(...(await this.componentsOf(node, inside)));
      else if (node.kind === 'include') components.push(...(await this.#included(node, inside)));
      else if (node.kind === 'start' || node.kind === 'define')
        components.push(await this.#component(node, inside));
      else if (node.kind !== 'a:documentation') {
        throw new SchemaError(`<${node.kind}> must not stand in <${holder.kind}>.`, { place: node.place });
      }
    }
    return components;
  }

  async #included(node: SchemaNode, around: Surroundings): Promise<Component[]> {
    const { root, inside } = await this.#open(node, around);
    if (root.kind !== 'grammar') {
      throw new SchemaError('what is included must be a <grammar>.', { place: root.place });
    }
    const theirs = await this.componentsOf(root, inside);
    const overriding = await this.componentsOf(node, around);
    // What is defined inside `include` takes the place of all that the file defines by that name.
    const replaced = new Set(overriding.map(keyOf));
    return [...theirs.filter((component) => !replaced.has(keyOf(component))), ...overriding];
  }

  async #component(node: SchemaNode, around: Surroundings): Promise<Component> {
    const inside = inherit(node, around);
    const children = await this.#patterns(node, inside);
    const { prefix } = around.scope;
    const { name } = node.attributes;
    if (node.kind === 'define' && name === undefined) {
      throw new SchemaError('<define> has no name.', { place: node.place });
    }
    // The start of a nested grammar is a definition like others, which the place of the grammar refers to.
    const isNestedStart = node.kind === 'start' && prefix !== '';
    const named = isNestedStart ? startOf(around.scope) : name === undefined ? undefined : prefix + name;
    const component = { ...node, kind: isNestedStart ? 'define' : node.kind, children };
    return withAttributes(component, { name: named, ...inherited(inside) });
  }

  async #patterns(holder: SchemaNode, around: Surroundings): Promise<(SchemaNode | string)[]> {
    const patterns: (SchemaNode | string)[] = [];
    for (const child of holder.children) {
      patterns.push(typeof child === 'string' ? child : await this.pattern(child, around));
    }
    return patterns;
  }

  /** A pattern with nothing in it that refers to other files or grammars. */
  async pattern(node: SchemaNode, around: Surroundings): Promise<SchemaNode> {
    const { name = '' } = node.attributes;
    if (node.kind === 'ref') return withAttributes(node, { name: around.scope.prefix + name });
    if (node.kind === 'parentRef') {
      const { parent } = around.scope;
      if (!parent) throw new SchemaError('<parentRef> stands in no nested grammar.', { place: node.place });
      return withAttributes({ ...node, kind: 'ref' }, { name: parent.prefix + name });
    }
    if (node.kind === 'grammar') return await this.#nested(node, around);
    if (node.kind === 'externalRef') {
      const { root, inside } = await this.#open(node, around);
      const pattern = await this.pattern(root, inside);
      const { namespace, datatypeLibrary } = inherit(root, inside);
      if (root.kind === 'grammar') return pattern;
      return withAttributes(pattern, { ns: namespace ?? '', datatypeLibrary: datatypeLibrary ?? '' });
    }
    const inside = inherit(node, around);
    return { ...node, children: await this.#patterns(node, inside) };
  }

  async #nested(node: SchemaNode, around: Surroundings): Promise<SchemaNode> {
    this.#grammars += 1;
    const scope = { prefix: `_grammar${this.#grammars}.`, parent: around.scope };
    this.hoisted.push(...(await this.componentsOf(node, { ...around, scope })));
    return { kind: 'ref', place: node.place, attributes: { name: startOf(scope) }, children: [] };
  }

  /** Reads the file that an `include` or `externalRef` means. Only `ns` comes from outside, and only if it says so. */
  async #open(node: SchemaNode, around: Surroundings): Promise<{ root: SchemaNode; inside: Surroundings }> {
    const { place, attributes } = node;
    const { href } = attributes;
    if (href === undefined) throw new SchemaError(`<${node.kind}> has no href.`, { place });
    const { file, text } = await this.#fetch(href, place);
    if (around.files.includes(file)) {
      throw new SchemaError(`"${href}" includes itself.`, { place });
    }
    const files = [...around.files, file];
    const namespace = node.kind === 'externalRef' ? inherit(node, around).namespace : undefined;
    return {
      root: readSchema(text, file),
      inside: { ...around, files, namespace, datatypeLibrary: undefined },
    };
  }

  async #fetch(href: string, place: SchemaNode['place']): Promise<SchemaFile> {
    try {
      return await this.#load(href, place.file);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new SchemaError(`"${href}" cannot be read: ${reason}`, { place, cause: error });
    }
  }
}

function inherit({ attributes }: SchemaNode, around: Surroundings): Surroundings {
  const { ns = around.namespace, datatypeLibrary = around.datatypeLibrary } = attributes;
  return { ...around, namespace: ns, datatypeLibrary };
}

/** What a component has to say itself, once it stands in another grammar than before. */
function inherited({ namespace, datatypeLibrary }: Surroundings): Record<string, string | undefined> {
  return { ns: namespace, datatypeLibrary };
}

function startOf({ prefix }: Scope): string {
  return `${prefix}start-of-grammar`;
}

function keyOf({ kind, attributes }: Component): string {
  return kind === 'start' ? 'start' : `define ${attributes.name ?? ''}`;
}
