import backup from '../../../schemas/domainbackup.rng';
import checkpoint from '../../../schemas/domaincheckpoint.rng';
import type { XmlElement } from '../xml/tree';
import { LoadedSchema } from './loadedSchema';
import type { CompiledSchema } from './schema';
import { rootMeant } from './rootName';

/**
 * The schemas that documents are held against, by the name of the root element. Each is read when it is first
 * needed.
 */
export class Schemas {
  /** The names that a root element can have; the first is that of a document whose root has another name. */
  readonly roots: readonly string[];
  /** `bundled`: all of them are the program's own. */
  readonly origin: 'bundled' | 'own';
  readonly #compiled: ReadonlyMap<string, CompiledSchema>;
  readonly #loaded = new Map<CompiledSchema, LoadedSchema>();

  constructor(compiled: ReadonlyMap<string, CompiledSchema>, origin: Schemas['origin']) {
    this.#compiled = compiled;
    this.roots = [...compiled.keys()];
    this.origin = origin;
  }

  /** The schema of the document that an element stands in, also if the root's name is misspelled. */
  of(element: XmlElement | undefined): LoadedSchema {
    let root = element;
    while (root?.parent) root = root.parent;
    const names = [root?.localName ?? '', root?.endTag?.name.text ?? ''];
    const known = names.find((name) => this.#compiled.has(name));
    return this.named(known ?? rootMeant(names[0] ?? '', this.roots) ?? '');
  }

  /** The schema of documents with this root; for any other name that of backup documents. */
  named(root: string): LoadedSchema {
    const compiled = this.#compiled.get(root) ?? this.#compiled.get(this.roots[0] ?? '');
    if (!compiled) throw new Error('There is at least one schema.');
    const loaded = this.#loaded.get(compiled) ?? new LoadedSchema(compiled);
    this.#loaded.set(compiled, loaded);
    return loaded;
  }

  /** The same schemas, but for the roots that `own` describes that one. */
  with(own: CompiledSchema): Schemas {
    const described = rootsOf(own).filter((root) => this.#compiled.has(root));
    return new Schemas(
      new Map([...this.#compiled, ...described.map((root) => [root, own] as const)]),
      described.length > 0 ? 'own' : this.origin,
    );
  }
}

/** The names of the root elements that a schema describes. */
export function rootsOf({ elements }: CompiledSchema): string[] {
  return Object.keys(elements).filter((path) => !path.includes('/'));
}

/** The schemas that are a part of the program. */
export const bundledSchemas = new Schemas(
  new Map([
    ['domainbackup', backup],
    ['domaincheckpoint', checkpoint],
  ]),
  'bundled',
);
